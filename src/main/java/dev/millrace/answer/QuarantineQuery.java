package dev.millrace.answer;

import dev.millrace.model.QuarantineFilter;
import dev.millrace.model.QuarantinePlace;

/**
 * Which part of a job's quarantine a caller asks for.
 *
 * @param after the place behind which to begin, or null for the beginning
 * @param limit most records, 1 to {@link #MAX_LIMIT}
 * @param full whether long keys and values are shown whole
 * @param filter which of them
 */
public record QuarantineQuery(
    QuarantinePlace after, int limit, boolean full, QuarantineFilter filter) {
  public static final int DEFAULT_LIMIT = 100;
  public static final int MAX_LIMIT = 1_000;

  /** Longest key or value that is shown whole unless asked for, in characters. */
  public static final int MAX_CHARS = 4_096;

  /** Whatever their cause. */
  public QuarantineQuery(QuarantinePlace after, int limit, boolean full) {
    this(after, limit, full, QuarantineFilter.ANY);
  }
}
