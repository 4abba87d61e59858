package dev.millrace.quarantine;

import dev.millrace.answer.DropReport;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineGroup;
import dev.millrace.answer.QuarantinePage;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.ReplayReport;
import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.flow.ReplayRows;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.Sample;
import dev.millrace.preflight.ClientContext;
import dev.millrace.preflight.FailureMapper;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.preflight.WritableJob;
import dev.millrace.quarantine.QuarantineStore.Batch;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/**
 * One look at a job's quarantine, or one order about it, whatever the job does meanwhile. Fails
 * with {@link dev.millrace.error.InvalidDocument} where the database or the table is not fit for
 * it; what was done until then is done. Event loop only; encoding is done on a worker.
 */
public final class QuarantineOperations {
  private static final String DESTINATION = "/destination";
  private static final long NANOS = 1_000_000_000L;

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
    OrderProgress progress = new OrderProgress();
    return replay(choice, spec, progress, false).recover(progress::explain);
  }

  /**
   * What a replay would do; writes nothing. Faults of {@code mapping} are told at its own places.
   *
   * @param mapping by which to try; null for the job's
   */
  public Future<ReplayReport> dryRun(QuarantineChoice choice, List<MappingEntry> mapping) {
    if (mapping != null && spec.tables().size() > 1) {
      return Future.failedFuture(
          new InvalidDocument(
              List.of(
                  new FieldError(
                      "/mapping",
                      "the job fills "
                          + spec.tables().size()
                          + " tables, and a mapping is of one: leave it out to try the job's"))));
    }
    JobSpec tried =
        mapping == null
            ? spec
            : spec.withTables(List.of(spec.tables().get(0).withInferred(mapping)));
    return replay(choice, tried, new OrderProgress(), true);
  }

  private Future<ReplayReport> replay(
      QuarantineChoice choice, JobSpec by, OrderProgress progress, boolean dryRun) {
    Preflight preflight = new Preflight(clients, by, source);
    long beginNanos = System.nanoTime();
    return SecretResolver.trying(preflight::writable)
        .eventually(preflight::close)
        .recover(FailureMapper.at(DESTINATION))
        .compose(
            writable ->
                withStore(
                    (store, destination) -> {
                      Function<Batch, Future<Void>> work =
                          dryRun
                              ? trying(store, destination, writable, progress)
                              : moving(store, destination, writable, progress);
                      return chosen(store, choice, progress)
                          .each(
                              work, () -> System.nanoTime() - beginNanos > choice.seconds() * NANOS)
                          .map(next -> progress.ofReplay(next, dryRun));
                    }));
  }

  private Function<Batch, Future<Void>> moving(
      QuarantineStore store,
      Destination destination,
      WritableJob writable,
      OrderProgress progress) {
    ReplayEncoder encoder = new ReplayEncoder(writable.spec(), writable.tables());
    QuarantineReplay replay =
        new QuarantineReplay(
            store,
            writable.spec(),
            destination,
            writable.tables(),
            encoder.columns(),
            source.topic(),
            onWorker(encoder));
    return batch ->
        replay
            .run(batch)
            .onSuccess(
                moved -> {
                  progress.moved(batch, moved);
                  meters.add(Meter.REPLAYED_RECORDS, moved.written());
                  onTakenOut.run();
                })
            .mapEmpty();
  }

  private Function<Batch, Future<Void>> trying(
      QuarantineStore store,
      Destination destination,
      WritableJob writable,
      OrderProgress progress) {
    ReplayEncoder encoder = new ReplayEncoder(writable.spec(), writable.tables());
    JobSpec by = writable.spec();
    boolean exactlyOnce =
        by.exactlyOnce() && Dialects.of(destination.dialect()).can(Feature.TRANSACTIONS);
    ReplayDryRun dryRun =
        new ReplayDryRun(
            store,
            new ReplayAdmission(job, by, exactlyOnce, source.topic()),
            new ReplayedRows(
                job, by, exactlyOnce, destination, writable.tables(), encoder.columns()),
            onWorker(encoder));
    return batch -> dryRun.run(batch).onSuccess(moved -> progress.moved(batch, moved)).mapEmpty();
  }

  private Function<List<Sample>, Future<ReplayRows>> onWorker(ReplayEncoder encoder) {
    return records ->
        clients
            .vertx()
            .executeBlocking(() -> encoder.encode(records, System.currentTimeMillis()), false);
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
