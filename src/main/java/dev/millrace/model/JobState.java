package dev.millrace.model;

/** Where a job is in its life. Labels are the upper-case names. */
public enum JobState {
  /** Never started. */
  CREATED,
  STARTING,
  RUNNING,
  /** Wanted, but held up by a failure that may pass: the broker or the database. */
  RETRYING,
  STOPPING,
  STOPPED,
  /** Stopped by an error that needs a person. */
  FAILED,
  /** A bounded job that reached its end. */
  FINISHED;

  /** Whether lanes may be running, so that the job can be neither altered nor deleted. */
  public boolean isActive() {
    return this == STARTING || this == RUNNING || this == RETRYING || this == STOPPING;
  }
}
