package dev.millrace.lane;

/**
 * How long a batch that is not full waits for more records: as long as the last one took to write,
 * and at most as long as the job says. So the database is busy with small batches for no more than
 * about half of the time, and a record at low load does not wait for company that is not worth it.
 * Event loop only.
 */
final class Linger {
  private static final long NANOS_PER_MS = 1_000_000;

  private final long mostNanos;
  private long nanos;

  Linger(long mostMs) {
    mostNanos = mostMs * NANOS_PER_MS;
    nanos = mostNanos;
  }

  /** A batch was written, in so many nanoseconds. */
  void wrote(long tookNanos) {
    nanos = Math.min(mostNanos, tookNanos);
  }

  /**
   * How long a batch still waits, rounded up; 0 when its time is over.
   *
   * @param ageNanos since its first record
   */
  long leftMs(long ageNanos) {
    return Math.max(0, (nanos - ageNanos + NANOS_PER_MS - 1) / NANOS_PER_MS);
  }
}
