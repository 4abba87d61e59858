package dev.millrace.quarantine;

import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.Destination;
import dev.millrace.model.JobSpec;
import dev.millrace.model.QuarantineChoice;
import dev.millrace.model.QuarantineQuery;
import dev.millrace.model.SourceSpec;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.preflight.WritableJob;
import io.vertx.core.Future;
import java.util.Map;

/**
 * One look at a job's quarantine, or one order about it, whatever the job does meanwhile. Fails
 * with {@link dev.millrace.model.InvalidDocument} where the database or the table is not fit for
 * it; what was done until then is done. Event loop only; encoding is done on a worker.
 */
public final class QuarantineOperations {
  private static final String DESTINATION = "/destination";

  private final ClientContext clients;
  private final String job;
  private final JobSpec spec;
  private final SourceSpec source;
  private final JobMeters meters;

  public QuarantineOperations(
      ClientContext clients, String job, JobSpec spec, SourceSpec source, JobMeters meters) {
    this.clients = clients;
    this.job = job;
    this.spec = spec;
    this.source = source;
    this.meters = meters;
  }

  public Future<Map<String, Object>> list(QuarantineQuery query) {
    return withStore(
        (store, destination) -> store.list(query).map(page -> QuarantineAnswer.of(page, query)));
  }

  public Future<Map<String, Object>> drop(QuarantineChoice choice) {
    ReplayReport report = new ReplayReport();
    return withStore(
        (store, destination) ->
            chosen(store, choice, report)
                .each(
                    batch ->
                        store
                            .drop(batch)
                            .onSuccess(
                                dropped -> {
                                  report.dropped(batch, dropped);
                                  meters.add(Meter.DROPPED_RECORDS, dropped);
                                })
                            .mapEmpty(),
                    () -> false)
                .map(x -> report.ofDrop()));
  }

  public Future<Map<String, Object>> replay(QuarantineChoice choice) {
    Preflight preflight = new Preflight(clients, spec, source);
    ReplayReport report = new ReplayReport();
    long beginNanos = System.nanoTime();
    return SecretResolver.trying(preflight::writable)
        .eventually(preflight::close)
        .recover(FailureMapper.at(DESTINATION))
        .compose(
            writable ->
                withStore(
                    (store, destination) ->
                        replay(store, destination, writable, choice, report, beginNanos)))
        .recover(report::explain);
  }

  private Future<Map<String, Object>> replay(
      QuarantineStore store,
      Destination destination,
      WritableJob writable,
      QuarantineChoice choice,
      ReplayReport report,
      long beginNanos) {
    ReplayEncoder encoder = new ReplayEncoder(writable.spec(), writable.table());
    QuarantineReplay replay =
        new QuarantineReplay(
            store,
            writable.spec(),
            destination,
            writable.table(),
            encoder.columns(),
            source.topic(),
            records ->
                clients
                    .vertx()
                    .executeBlocking(
                        () -> encoder.encode(records, System.currentTimeMillis()), false));
    return chosen(store, choice, report)
        .each(
            batch ->
                replay
                    .run(batch)
                    .onSuccess(
                        moved -> {
                          report.moved(batch, moved);
                          meters.add(Meter.REPLAYED_RECORDS, moved.written());
                        })
                    .mapEmpty(),
            () -> System.nanoTime() - beginNanos > choice.seconds() * 1_000_000_000L)
        .map(report::ofReplay);
  }

  private QuarantineSelection chosen(
      QuarantineStore store, QuarantineChoice choice, ReplayReport report) {
    return new QuarantineSelection(store, choice, source.topic(), report::missing);
  }

  private interface Work {
    Future<Map<String, Object>> with(QuarantineStore store, Destination destination);
  }

  private Future<Map<String, Object>> withStore(Work work) {
    return SecretResolver.trying(
            () ->
                SecretResolver.resolved(clients.vertx(), clients.secrets(), spec.destination())
                    .compose(
                        destination -> {
                          QuarantineStore store =
                              new QuarantineStore(clients.vertx(), job, destination);
                          return work.with(store, destination).eventually(store::close);
                        }))
        .recover(FailureMapper.at(DESTINATION));
  }
}
