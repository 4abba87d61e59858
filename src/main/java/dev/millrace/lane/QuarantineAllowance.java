package dev.millrace.lane;

import dev.millrace.flow.PolledPartition;
import dev.millrace.model.JobError;
import dev.millrace.model.JobSpec;

/**
 * What one lane may still quarantine: a share of its newest records, and its part of what the job
 * may in all. Both are put back where records are read again. Event loop only.
 */
final class QuarantineAllowance {
  private final JobSpec job;
  private final QuarantineLimit limit;
  private QuarantineGuard guard;

  /** How the guard stood where the batch that is being built, and the one sent, begin. */
  private QuarantineGuard atBuilding;

  private QuarantineGuard atSent;

  /**
   * @param limit shared with the job's other lanes
   */
  QuarantineAllowance(JobSpec job, QuarantineLimit limit) {
    this.job = job;
    this.limit = limit;
    guard = new QuarantineGuard(job.maxQuarantinedRatio());
    atBuilding = guard.copy();
  }

  /** A record that is written. */
  void onWritten() {
    guard.isTooMuch(false);
  }

  /** Takes a place for record {@code i}; null, or why the job stops before it. */
  JobError take(Reject reject, PolledPartition p, int i) {
    if (guard.oneMoreIsTooMuch()) {
      return reject.toTooLargeShare(p, p.records().offset(i), job);
    }
    if (!limit.take()) {
      return reject.toTooManyQuarantined(p, p.records().offset(i), job);
    }
    guard.isTooMuch(true);
    return null;
  }

  /** What was built is with the sink; another batch begins. */
  void onSent() {
    atSent = atBuilding;
    atBuilding = guard.copy();
  }

  /** The batch that was being built, with so many quarantined, is built again. */
  void backToBuilding(int quarantined) {
    limit.giveBack(quarantined);
    guard = atBuilding.copy();
  }

  /** The batch with the sink, and what was built after it, with so many in all, are built again. */
  void backToSent(int quarantined) {
    limit.giveBack(quarantined);
    guard = atSent.copy();
    atBuilding = atSent;
  }

  /** So many are not committed and never will be: their places are others'. */
  void giveBack(int quarantined) {
    limit.giveBack(quarantined);
  }
}
