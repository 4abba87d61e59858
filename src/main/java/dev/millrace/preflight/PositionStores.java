package dev.millrace.preflight;

import dev.millrace.spec.JobSpec;

/** Which {@link PositionStore} a job has; this is decided here alone. */
public final class PositionStores {
  private PositionStores() {}

  /** The one of the job's delivery, asked by way of {@code preflight}'s connections. */
  public static PositionStore of(String job, JobSpec spec, Preflight preflight) {
    return spec.exactlyOnce()
        ? new LedgerPositions(job, spec.destination().database(), preflight)
        : new GroupPositions(spec.groupOf(job), preflight);
  }
}
