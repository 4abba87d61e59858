package dev.millrace.job;

import dev.millrace.model.JobSpec;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.Warning;
import dev.millrace.poll.Sampler;
import dev.millrace.sink.Inspection;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * One look at the newest records of a job that has just started, for warnings in its status. The
 * start does not wait for it, and that it fails is no trouble of the job's. Event loop only; the
 * records are looked through on a worker.
 */
final class RecordsLook {
  private static final int RECORDS = 100;
  private static final Duration READING = Duration.ofSeconds(5);

  private final Environment environment;

  RecordsLook(Environment environment) {
    this.environment = environment;
  }

  Future<List<Warning>> warnings(
      JobSpec spec, SourceSpec source, boolean mappingInferred, Inspection inspection) {
    return Resolving.trying(
            () -> Resolving.resolved(environment.vertx(), environment.secrets(), source))
        .compose(resolved -> new Sampler(environment.vertx()).newest(resolved, RECORDS, READING))
        .compose(
            samples ->
                environment
                    .vertx()
                    .executeBlocking(
                        () ->
                            InferenceWarnings.ofStored(spec, mappingInferred, inspection, samples),
                        false));
  }
}
