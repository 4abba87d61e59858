package dev.millrace.job;

import dev.millrace.error.JobError;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.JobState;

/**
 * {@code millrace_job_state}: a series for each state, of which one is 1. Where an error is the
 * cause of the state, another series that has its code is 1 instead, and is there as long as the
 * error. Event loop only.
 */
final class StateMeter {
  private static final String NO_REASON = "";

  private final JobMeters meters;
  private JobState shown;
  private String reason = NO_REASON;

  StateMeter(JobMeters meters) {
    this.meters = meters;
    for (JobState state : JobState.values()) {
      meters.set(Meter.JOB_STATE, 0, state.name(), NO_REASON);
    }
  }

  /**
   * @param error or null
   */
  void show(JobState state, JobError error) {
    String why = error == null ? NO_REASON : error.code();
    if (state == shown && why.equals(reason)) {
      return;
    }
    if (shown != null && reason.isEmpty()) {
      meters.set(Meter.JOB_STATE, 0, shown.name(), NO_REASON);
    } else if (shown != null) {
      meters.drop(Meter.JOB_STATE, shown.name(), reason);
    }
    meters.set(Meter.JOB_STATE, 1, state.name(), why);
    shown = state;
    reason = why;
  }
}
