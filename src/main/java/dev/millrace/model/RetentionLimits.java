package dev.millrace.model;

/**
 * When a topic lets go of records.
 *
 * @param millis age from which a record may be deleted; -1 where age deletes none
 * @param bytes size of a partition from which its oldest records are deleted; -1 where size deletes
 *     none
 */
public record RetentionLimits(long millis, long bytes) {
  public static final RetentionLimits NONE = new RetentionLimits(-1, -1);

  /** Whether records stay for ever. */
  public boolean isNone() {
    return millis < 0 && bytes < 0;
  }
}
