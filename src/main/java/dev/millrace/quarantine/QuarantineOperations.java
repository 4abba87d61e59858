package dev.millrace.quarantine;

import dev.millrace.answer.DropReport;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineGroup;
import dev.millrace.answer.QuarantinePage;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.ReplayReport;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.preflight.WritableJob;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.List;

/**
 * One look at a job's quarantine, or one order about it, whatever the job does meanwhile. Fails
 * with {@link dev.millrace.error.InvalidDocument} where the database or the table is not fit for
 * it; what was done until then is done. Event loop only; encoding is done on a worker.
 */
public final class QuarantineOperations {
  private static final String DESTINATION = "/destination";

  private final ClientContext clients;
  private final String job;
  private final JobSpec spec;
  private final SourceSpec source;
  private final JobMeters meters;
  private final Runnable onTakenOut;

  /**
   * @param onTakenOut told each time when records have left the quarantine
   */
  public QuarantineOperations(
      ClientContext clients,
      String job,
      JobSpec spec,
      SourceSpec source,
      JobMeters meters,
      Runnable onTakenOut) {
    this.clients = clients;
    this.job = job;
    this.spec = spec;
    this.source = source;
    this.meters = meters;
    this.onTakenOut = onTakenOut;
  }

  public Future<QuarantinePage> list(QuarantineQuery query) {
    return withStore((store, destination) -> store.list(query));
  }

  /** What is in quarantine, by its cause; only looks, also at a table of an earlier version. */
  public Future<List<QuarantineGroup>> groups() {
    return withStore((store, destination) -> new QuarantineGroups(store).read());
  }

  public Future<DropReport> drop(QuarantineChoice choice) {
    OrderProgress progress = new OrderProgress();
    return withStore(
        (store, destination) ->
            chosen(store, choice, progress)
                .each(
                    batch ->
                        store
                            .drop(batch)
                            .onSuccess(
                                dropped -> {
                                  progress.dropped(batch, dropped);
                                  meters.add(Meter.DROPPED_RECORDS, dropped);
                                  onTakenOut.run();
                                })
                            .mapEmpty(),
                    () -> false)
                .map(x -> progress.ofDrop()));
  }

  public Future<ReplayReport> replay(QuarantineChoice choice) {
    Preflight preflight = new Preflight(clients, spec, source);
    OrderProgress progress = new OrderProgress();
    long beginNanos = System.nanoTime();
    return SecretResolver.trying(preflight::writable)
        .eventually(preflight::close)
        .recover(FailureMapper.at(DESTINATION))
        .compose(
            writable ->
                withStore(
                    (store, destination) ->
                        replay(store, destination, writable, choice, progress, beginNanos)))
        .recover(progress::explain);
  }

  private Future<ReplayReport> replay(
      QuarantineStore store,
      Destination destination,
      WritableJob writable,
      QuarantineChoice choice,
      OrderProgress progress,
      long beginNanos) {
    ReplayEncoder encoder = new ReplayEncoder(writable.spec(), writable.tables());
    QuarantineReplay replay =
        new QuarantineReplay(
            store,
            writable.spec(),
            destination,
            writable.tables(),
            encoder.columns(),
            source.topic(),
            records ->
                clients
                    .vertx()
                    .executeBlocking(
                        () -> encoder.encode(records, System.currentTimeMillis()), false));
    return chosen(store, choice, progress)
        .each(
            batch ->
                replay
                    .run(batch)
                    .onSuccess(
                        moved -> {
                          progress.moved(batch, moved);
                          meters.add(Meter.REPLAYED_RECORDS, moved.written());
                          onTakenOut.run();
                        })
                    .mapEmpty(),
            () -> System.nanoTime() - beginNanos > choice.seconds() * 1_000_000_000L)
        .map(progress::ofReplay);
  }

  private QuarantineSelection chosen(
      QuarantineStore store, QuarantineChoice choice, OrderProgress progress) {
    return new QuarantineSelection(store, choice, source.topic(), progress::missing);
  }

  private interface Work<T> {
    Future<T> with(QuarantineStore store, Destination destination);
  }

  private <T> Future<T> withStore(Work<T> work) {
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
