package dev.millrace.job;

import dev.millrace.error.RejectCode;
import dev.millrace.lane.FlushReason;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.Labelled;
import dev.millrace.preflight.RetryCodes;

/**
 * Every counter of a job that starts is there with 0, under each code and reason that it may get:
 * {@code increase()} sees nothing of a series that begins with its first event.
 */
final class Zeros {
  private Zeros() {}

  static void show(JobMeters meters) {
    meters.show();
    meters.show(Meter.REJECTED_RECORDS, Labelled.all(RejectCode.class));
    meters.show(Meter.BATCHES, Labelled.all(FlushReason.class));
    meters.show(Meter.RETRIES, RetryCodes.all());
  }
}
