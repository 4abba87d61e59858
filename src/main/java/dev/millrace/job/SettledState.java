package dev.millrace.job;

import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobEntry;

/** What a job comes to rest as, and what the catalog is to say of it then. */
final class SettledState {
  /**
   * Whether the desired state ends with it; else it is as it is by then, for a stop may have come
   * meanwhile.
   */
  private final boolean stopRequested;

  private final JobState state;
  private final JobError error;

  private SettledState(boolean stopRequested, JobState state, JobError error) {
    this.stopRequested = stopRequested;
    this.state = state;
    this.error = error;
  }

  /** A person stopped it; one that never ran, or is at its end, stays that. */
  static SettledState stopped(JobState before) {
    boolean keeps = before == JobState.CREATED || before == JobState.FINISHED;
    return new SettledState(true, keeps ? before : JobState.STOPPED, null);
  }

  /** Its ledger was deleted. */
  static SettledState reset(JobState before) {
    return new SettledState(
        true, before == JobState.CREATED ? JobState.CREATED : JobState.STOPPED, null);
  }

  /** For a restart: the desired state stays meanwhile. */
  static SettledState interrupted() {
    return new SettledState(false, JobState.STOPPED, null);
  }

  /** The desired state stays: the next process tries again. */
  static SettledState failed(JobError cause) {
    return new SettledState(false, JobState.FAILED, cause);
  }

  static SettledState finished() {
    return new SettledState(true, JobState.FINISHED, null);
  }

  JobState state() {
    return state;
  }

  /** Why it failed, else null. */
  JobError error() {
    return error;
  }

  JobEntry of(JobEntry entry) {
    return entry.withDesired(entry.started() && !stopRequested, state, error);
  }
}
