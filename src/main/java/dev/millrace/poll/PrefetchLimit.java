package dev.millrace.poll;

import dev.millrace.flow.PolledBatch;

/**
 * How much in flight keeps a lane busy: one batch is with the database, one is being built, and one
 * more is at hand when either is done. What is polled beyond that only waits, and costs memory and
 * garbage collection. Learns from what is polled how big a batch's records are. Event loop only.
 */
final class PrefetchLimit {
  private static final int BATCHES = 3;

  /** Below this a lane's credits would go up and down with every poll. */
  private static final long LEAST_BYTES = 4 << 20;

  /** The share of the newest poll in what is known of a record's size. */
  private static final double NEWEST = 0.1;

  private final int batchRows;
  private double recordBytes;

  /**
   * @param batchRows most rows of a batch
   */
  PrefetchLimit(int batchRows) {
    this.batchRows = batchRows;
  }

  void learn(PolledBatch batch) {
    int records = batch.partitions().stream().mapToInt(p -> p.records().count()).sum();
    if (records > 0) {
      double bytes = (double) batch.bytes() / records;
      recordBytes = recordBytes == 0 ? bytes : recordBytes + NEWEST * (bytes - recordBytes);
    }
  }

  /** So much in flight is enough. */
  long bytes() {
    return Math.max(LEAST_BYTES, (long) (recordBytes * batchRows * BATCHES));
  }
}
