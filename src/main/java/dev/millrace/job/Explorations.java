package dev.millrace.job;

import dev.millrace.answer.DatabaseProbeReport;
import dev.millrace.answer.DatabaseProbeRequest;
import dev.millrace.answer.KafkaProbeReport;
import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.SampleReport;
import dev.millrace.answer.SampleRequest;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.explore.DatabaseProbe;
import dev.millrace.explore.KafkaProbe;
import dev.millrace.explore.KeptRecords;
import dev.millrace.explore.Preview;
import dev.millrace.explore.Sampling;
import dev.millrace.preflight.ClientContext;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Looks at brokers and databases that belong to no run of a job. Event loop only. */
final class Explorations {
  private final ClientContext clients;
  private final KeptRecords records;
  private final Map<String, Supervisor> supervisors;
  private final Function<JobSpec, SourceSpec> sources;

  /**
   * @param supervisors those of now, at any time
   * @param sources a job's source, or null where there is none
   */
  Explorations(
      ClientContext clients,
      Map<String, Supervisor> supervisors,
      Function<JobSpec, SourceSpec> sources) {
    this.clients = clients;
    records = new KeptRecords(clients.vertx());
    this.supervisors = supervisors;
    this.sources = sources;
  }

  Future<SampleReport> sample(String name, SourceSpec source, SampleRequest request) {
    return new Sampling(clients, name, source, request)
        .run(request.job() == null ? null : RequestedJob.of(request.job(), supervisors));
  }

  Future<PreviewReport> preview(PreviewRequest request) {
    JobSpec spec = RequestedJob.of(request, supervisors);
    SourceSpec source = sources.apply(spec);
    if (source == null) {
      throw new InvalidDocument(
          List.of(new FieldError("/source", "there is no source " + spec.source())));
    }
    return new Preview(clients, spec, source, request, records).run();
  }

  Future<KafkaProbeReport> kafka(SourceSpec cluster) {
    return KafkaProbe.of(clients, cluster);
  }

  Future<DatabaseProbeReport> database(DatabaseProbeRequest request) {
    return DatabaseProbe.of(clients, request);
  }
}
