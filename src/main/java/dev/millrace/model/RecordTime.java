package dev.millrace.model;

/**
 * Which times of Kafka records can be right. A producer may write anything there: 0, -1 (none),
 * microseconds as milliseconds (a year above 50,000). Nothing can be measured by such a time.
 */
public final class RecordTime {
  /** 2011-01-01T00:00:00Z: no record is older than Kafka. */
  public static final long EARLIEST = 1_293_840_000_000L;

  /** So far a producer's clock may be ahead; brokers refuse more from Kafka 4.0 on by default. */
  public static final long MAX_AHEAD_MS = 3_600_000;

  private RecordTime() {}

  /** Whether a record that is there at {@code nowMillis} can have this time; epoch milliseconds. */
  public static boolean isPlausible(long millis, long nowMillis) {
    return millis >= EARLIEST && millis <= nowMillis + MAX_AHEAD_MS;
  }
}
