package dev.millrace.lane;

import dev.millrace.spec.BatchSpec;

/**
 * When a batch is full: as the job says, or earlier while the destination finds that too much for
 * one transaction. What is made fewer then is records, not rows: a record may be many rows or none,
 * and is never divided. Grows back slowly. Event loop only.
 */
final class BatchLimits {
  private static final int CALM_BATCHES = 100;
  private static final int NO_LIMIT = Integer.MAX_VALUE;

  private final BatchSpec most;
  private int taken = NO_LIMIT;
  private int calm;

  BatchLimits(BatchSpec most) {
    this.most = most;
  }

  /** Which limit the batch has reached, or null. */
  FlushReason reached(BatchBuilder batch) {
    if (batch.records() >= most.rows() || batch.taken() >= taken) {
      return FlushReason.ROWS;
    }
    return batch.bytes() >= most.bytes() ? FlushReason.BYTES : null;
  }

  /** After this batch was too much; false where it cannot be less. */
  boolean shrink(BatchBuilder batch) {
    calm = 0;
    int fewer = Math.min(batch.taken(), taken) / 2;
    if (fewer < 1) {
      return false;
    }
    taken = fewer;
    return true;
  }

  void committed() {
    if (taken != NO_LIMIT && ++calm == CALM_BATCHES) {
      calm = 0;
      taken = taken * 2L >= most.rows() ? NO_LIMIT : taken * 2;
    }
  }
}
