package dev.millrace.lane;

import dev.millrace.error.JobError;
import dev.millrace.flow.PolledPartition;

/**
 * What one lane may still quarantine: a share of its newest records, and of a batch that the sink
 * sent back for that, as many as the job has room for. Event loop only.
 */
final class QuarantineBudget {
  private final long maxQuarantined;
  private final double maxRatio;
  private QuarantineRatioWindow guard;

  /** How the guard stood where the batch that is being built, and the one sent, begin. */
  private QuarantineRatioWindow atBuilding;

  private QuarantineRatioWindow atSent;

  /** For the batch that is being built; without bound until the sink objects, for only it knows. */
  private long room = Long.MAX_VALUE;

  /**
   * @param maxQuarantined most records of the job in quarantine
   * @param maxRatio largest share of quarantined records among the newest, 0 to 1
   */
  QuarantineBudget(long maxQuarantined, double maxRatio) {
    this.maxQuarantined = maxQuarantined;
    this.maxRatio = maxRatio;
    guard = new QuarantineRatioWindow(maxRatio);
    atBuilding = guard.copy();
  }

  /** A record that is written. */
  void onWritten() {
    guard.isTooMuch(false);
  }

  /**
   * Notes record {@code i} as quarantined; null, or why the job stops before it.
   *
   * @param before how many of its batch are quarantined already
   */
  JobError take(Rejection rejection, PolledPartition p, int i, int before) {
    if (guard.oneMoreIsTooMuch()) {
      return rejection.toTooLargeShare(p, p.records().offset(i), maxRatio);
    }
    if (before >= room) {
      return rejection.toTooManyQuarantined(p, p.records().offset(i), maxQuarantined);
    }
    guard.isTooMuch(true);
    return null;
  }

  /** What was built is with the sink; another batch begins. */
  void onSent() {
    atSent = atBuilding;
    atBuilding = guard.copy();
    room = Long.MAX_VALUE;
  }

  /** The batch that was being built is built again. */
  void backToBuilding() {
    guard = atBuilding.copy();
  }

  /** The batch with the sink, and what was built after it, are built again. */
  void backToSent() {
    guard = atSent.copy();
    atBuilding = atSent;
  }

  /** The job has room for so many, so the batch that is built again ends before one more. */
  void onFull(long left) {
    room = left;
  }
}
