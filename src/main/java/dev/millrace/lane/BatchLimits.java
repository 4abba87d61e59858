package dev.millrace.lane;

import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.BatchSpec;

/**
 * When a batch is full: as the job says, or earlier while the destination finds that too much for
 * one transaction. Grows back slowly. Event loop only.
 */
final class BatchLimits {
  private static final int CALM_BATCHES = 100;

  private final BatchSpec most;
  private BatchSpec now;
  private int calm;

  BatchLimits(BatchSpec most) {
    this.most = most;
    this.now = most;
  }

  BatchSpec now() {
    return now;
  }

  /** After a batch of so many rows was too much; false where it cannot be less. */
  boolean shrink(int rows) {
    calm = 0;
    int fewer = Math.min(rows, now.rows()) / 2;
    if (fewer < 1) {
      return false;
    }
    now = new BatchSpec(fewer, now.bytes(), now.lingerMs());
    return true;
  }

  void committed() {
    if (now != most && ++calm == CALM_BATCHES) {
      calm = 0;
      now =
          now.rows() * 2L >= most.rows()
              ? most
              : new BatchSpec(now.rows() * 2, most.bytes(), most.lingerMs());
    }
  }

  /** What a lane tells of an outcome after which it does nothing any more. */
  static LaneEvent last(WriteOutcome outcome) {
    if (outcome instanceof WriteOutcome.Fenced fenced) {
      return new LaneEvent.Fenced(fenced.detail());
    }
    if (outcome instanceof WriteOutcome.TableChanged changed) {
      return new LaneEvent.TableChanged(changed.detail());
    }
    return new LaneEvent.Failed(
        outcome instanceof WriteOutcome.TooMuch much
            ? much.error()
            : ((WriteOutcome.Hopeless) outcome).error());
  }
}
