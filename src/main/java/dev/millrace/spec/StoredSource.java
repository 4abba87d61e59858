package dev.millrace.spec;

/**
 * A source as the catalog has it.
 *
 * @param revision above those of all documents that were deleted when the source is created, one
 *     more with each change
 */
public record StoredSource(SourceSpec spec, long revision) {
  /**
   * What another document makes of it.
   *
   * @param stored null where there is none yet
   */
  public static StoredSource next(StoredSource stored, SourceSpec spec) {
    if (stored == null) {
      return new StoredSource(spec, 1);
    }
    return spec.equals(stored.spec) ? stored : new StoredSource(spec, stored.revision + 1);
  }
}
