package dev.millrace.status;

import java.util.Arrays;

/**
 * How long batches took to be committed, as counts of sixteenths of each power of two of
 * microseconds: a percentile is at most 1/16 too long. From 1 µs to 17 minutes; longer ones count
 * as that. One thread.
 */
final class CommitTimes {
  private static final int PARTS_BITS = 4;
  private static final int PARTS = 1 << PARTS_BITS;
  private static final int LONGEST_BITS = 30;
  private static final long LONGEST_MICROS = (1L << LONGEST_BITS) - 1;

  private final int[] counts = new int[(LONGEST_BITS - PARTS_BITS + 1) * PARTS];
  private long batches;
  private long rows;

  void add(long nanos, long batchRows) {
    counts[index(Math.max(0, Math.min(nanos / 1_000, LONGEST_MICROS)))]++;
    batches++;
    rows += batchRows;
  }

  void add(CommitTimes others) {
    if (others.batches > 0) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += others.counts[i];
      }
      batches += others.batches;
      rows += others.rows;
    }
  }

  /** Not longer than this took such a share of the batches, in ms; NaN without any. */
  float percentileMs(double share) {
    if (batches == 0) {
      return Float.NaN;
    }
    long wanted = Math.max(1, (long) Math.ceil(share * batches));
    int i = 0;
    for (long seen = counts[0]; seen < wanted; seen += counts[++i]) {}
    return upperMicros(i) / 1_000f;
  }

  /** Mean of the batches; NaN without any. */
  float meanRows() {
    return batches == 0 ? Float.NaN : (float) rows / batches;
  }

  void clear() {
    if (batches > 0) {
      Arrays.fill(counts, 0);
      batches = 0;
      rows = 0;
    }
  }

  private static int index(long micros) {
    int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(micros) - 1 - PARTS_BITS);
    return shift * PARTS + (int) (micros >> shift);
  }

  /** The longest time that is counted there. */
  private static long upperMicros(int index) {
    int shift = Math.max(0, index / PARTS - 1);
    return ((index - (long) shift * PARTS + 1) << shift) - 1;
  }
}
