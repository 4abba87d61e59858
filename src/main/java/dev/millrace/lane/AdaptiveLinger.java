package dev.millrace.lane;

/**
 * How long a batch that is not full waits for more records while the database is free for it.
 *
 * <p>Not at all, as long as the lane leaves the database idle for a good part of the time: waiting
 * would only make rows visible later. A lane that keeps its connection busy nearly all of the time
 * waits as long as the last batch took to write, and at most as long as the job says, so that its
 * transactions become fewer and larger. Event loop only.
 */
final class AdaptiveLinger {
  private static final long NANOS_PER_MS = 1_000_000;

  /** From this share of the time on the connection counts as busy. */
  private static final double BUSY = 0.9;

  /** The weight of the newest write in what is known of that share. */
  private static final double NEWEST = 0.2;

  private final long mostNanos;
  private long lastWriteNanos;
  private long lastEndNanos;
  private double busyShare;
  private boolean known;

  AdaptiveLinger(long mostMs) {
    mostNanos = mostMs * NANOS_PER_MS;
  }

  /** A batch was written, from one moment of the same clock to another. */
  void wrote(long beginNanos, long endNanos) {
    lastWriteNanos = endNanos - beginNanos;
    if (known) {
      double cycle = Math.max(1, endNanos - lastEndNanos);
      busyShare += NEWEST * (Math.min(1, lastWriteNanos / cycle) - busyShare);
    }
    known = true;
    lastEndNanos = endNanos;
  }

  /**
   * How long a batch still waits, rounded up; 0 when its time is over.
   *
   * @param ageNanos since its first record
   */
  long leftMs(long ageNanos) {
    long nanos = !known ? mostNanos : busyShare < BUSY ? 0 : Math.min(mostNanos, lastWriteNanos);
    return Math.max(0, (nanos - ageNanos + NANOS_PER_MS - 1) / NANOS_PER_MS);
  }
}
