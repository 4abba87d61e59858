package dev.millrace.timeline;

/**
 * How many entries a job may write: some at once, and then one a second. What would be more is
 * counted. One thread.
 */
final class EntryBudget {
  private static final int AT_ONCE = 60;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private long entries = AT_ONCE;
  private long sinceNanos;
  private boolean begun;
  private long leftOut;

  /**
   * Whether one more may be written; it counts as left out else.
   *
   * @param nanos as {@link System#nanoTime}
   */
  boolean take(long nanos) {
    if (!begun) {
      begun = true;
      sinceNanos = nanos;
    }
    long more = (nanos - sinceNanos) / SECOND_NANOS;
    sinceNanos += more * SECOND_NANOS;
    entries = Math.min(AT_ONCE, entries + more);
    if (entries == 0) {
      leftOut++;
      return false;
    }
    entries--;
    return true;
  }

  /** One was not written for another reason. */
  void leave() {
    leftOut++;
  }

  /** How many were left out since this was asked the last time. */
  long takeLeftOut() {
    long count = leftOut;
    leftOut = 0;
    return count;
  }
}
