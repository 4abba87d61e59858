package dev.millrace.mysqlerror;

import dev.millrace.error.JobError;

/**
 * The destination did not do what it was asked to. No stack trace: it says nothing that the error
 * does not.
 */
public final class DestinationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JobError error;
  private final boolean mayPass;

  public DestinationException(JobError error, boolean mayPass) {
    super(error.code() + ": " + error.message(), null, false, false);
    this.error = error;
    this.mayPass = mayPass;
  }

  public JobError error() {
    return error;
  }

  /** Whether trying again later makes sense; otherwise only a person can help. */
  public boolean mayPass() {
    return mayPass;
  }
}
