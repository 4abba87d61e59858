package dev.millrace.answer;

import java.time.Instant;
import java.util.List;

/**
 * Quarantined records of a job that have the same cause.
 *
 * @param table that they did not fit; null where no one table is to blame, or where an earlier
 *     version kept them
 * @param column null where no one column is to blame
 * @param firstAt when the first of them was put into quarantine
 * @param lastAt when the last one was
 * @param examples the first and the last of them by topic, partition and offset
 */
public record QuarantineGroup(
    String table,
    String code,
    String column,
    long count,
    Instant firstAt,
    Instant lastAt,
    List<Example> examples) {
  /** Most groups of an answer. */
  public static final int MAX_GROUPS = 200;

  /** Longest beginning of a value that an example shows, in characters. */
  public static final int MAX_CHARS = 256;

  public QuarantineGroup {
    examples = List.copyOf(examples);
  }

  /**
   * One of the records.
   *
   * @param path null where no one path is to blame
   * @param value its beginning
   * @param valueBytes length of the whole value
   */
  public record Example(
      String topic,
      int partition,
      long offset,
      String path,
      String reason,
      byte[] value,
      long valueBytes) {}
}
