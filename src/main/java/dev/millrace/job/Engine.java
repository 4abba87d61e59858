package dev.millrace.job;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.Conflict;
import dev.millrace.answer.DatabaseProbeReport;
import dev.millrace.answer.DatabaseProbeRequest;
import dev.millrace.answer.DropReport;
import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobHistory;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.JobWatch;
import dev.millrace.answer.KafkaProbeReport;
import dev.millrace.answer.KnownJob;
import dev.millrace.answer.NotFound;
import dev.millrace.answer.PathDrift;
import dev.millrace.answer.Precondition;
import dev.millrace.answer.PreviewReport;
import dev.millrace.answer.PreviewRequest;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineGroup;
import dev.millrace.answer.QuarantinePage;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.ReplayReport;
import dev.millrace.answer.SampleReport;
import dev.millrace.answer.SampleRequest;
import dev.millrace.answer.TimelinePage;
import dev.millrace.api.DeclaredApi;
import dev.millrace.api.EngineApi;
import dev.millrace.api.JobOrders;
import dev.millrace.catalog.Catalog;
import dev.millrace.catalog.CatalogChange;
import dev.millrace.flow.LocalCodec;
import dev.millrace.metrics.Metrics;
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.preflight.ClientContext;
import dev.millrace.secret.Secret;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import dev.millrace.status.JobWatchers;
import dev.millrace.timeline.Timelines;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * All jobs of the process, behind the API. Whatever thread calls, the work is done on the one event
 * loop that belongs to the engine, and futures complete there.
 */
public final class Engine implements EngineApi {
  private final EngineParts engineParts;
  private final Context home;
  private final StatusOverview overview;
  private final Map<String, Supervisor> supervisors = new ConcurrentSkipListMap<>();

  private final JobDocuments documents;
  private final SourceChanges sourceChanges;
  private final Explorations explorations;

  private volatile boolean ready;

  /**
   * Made once per Vert.x instance, for it registers the bus messages.
   *
   * @param secrets resolves a reference or passes a literal; throws IllegalArgumentException with a
   *     sentence for the user
   */
  public Engine(
      Vertx vertx,
      Catalog catalog,
      Function<Secret, String> secrets,
      Metrics metrics,
      Declared declared,
      Timelines timelines) {
    LocalCodec.registerAll(vertx.eventBus());
    home = vertx.getOrCreateContext();
    engineParts =
        new EngineParts(
            new ClientContext(vertx, secrets, new AtomicBoolean()),
            catalog,
            metrics,
            new AtomicReference<>(declared),
            new AtomicLong(),
            new JobWatchers(task -> home.runOnContext(v -> task.run()), System::nanoTime),
            timelines);
    overview =
        new StatusOverview(vertx, supervisors, job -> sourceOf(job.spec()), engineParts.watchers());
    sourceChanges = new SourceChanges(engineParts, supervisors);
    documents = new JobDocuments(engineParts, supervisors, sourceChanges);
    explorations = new Explorations(engineParts.clients(), supervisors, this::sourceOf);
  }

  /** For job files that change while the process runs. */
  public DeclaredApi declaredApi() {
    return new DeclaredOrders(
        home, engineParts, supervisors, documents, sourceChanges, () -> ready);
  }

  /** Takes the catalog up and starts the jobs that were wanted; does not wait for them to run. */
  public Future<Void> start() {
    return atHome(
        () -> {
          catalog()
              .jobs()
              .forEach(
                  (name, entry) -> supervisors.put(name, new Supervisor(engineParts, name, entry)));
          supervisors.values().stream()
              .filter(Supervisor::isWanted)
              .forEach(s -> s.resume(sourceOf(s.view().spec())));
          engineParts.timelines().keepOnly(supervisors.keySet());
          catalog().watch(this::onStored);
          new JobClock(engineParts.vertx(), supervisors).start();
          new BacklogClock(engineParts.vertx(), supervisors).start();
          new RestingLooks(engineParts.vertx(), supervisors, job -> sourceOf(job.spec())).start();
          ready = true;
          return Future.succeededFuture();
        });
  }

  /**
   * Stops all lanes and keeps the wishes, so that the next process goes on; bounded by what a lane
   * may take to stop.
   */
  public Future<Void> drain() {
    ready = false;
    return atHome(
        () ->
            Future.join(supervisors.values().stream().map(Supervisor::drain).toList())
                .compose(v -> engineParts.timelines().flush().otherwiseEmpty()));
  }

  @Override
  public boolean ready() {
    return ready;
  }

  @Override
  public Map<String, StoredSource> sources() {
    return catalog().sources();
  }

  @Override
  public StoredSource source(String name) {
    return sourceChanges.require(name);
  }

  @Override
  public Future<StoredSource> putSource(String name, SourceSpec sent, Precondition precondition) {
    return atHome(() -> sourceChanges.put(name, sent, precondition));
  }

  @Override
  public Future<Void> deleteSource(String name, Precondition precondition) {
    return atHome(
        () -> {
          source(name);
          return sourceChanges.delete(name, precondition);
        });
  }

  @Override
  public Future<SampleReport> sample(String name, SampleRequest request) {
    return atHome(() -> explorations.sample(name, source(name).spec(), request));
  }

  @Override
  public Future<PreviewReport> preview(PreviewRequest request) {
    return atHome(() -> explorations.preview(request));
  }

  @Override
  public Future<KafkaProbeReport> probeKafka(SourceSpec cluster) {
    return atHome(() -> explorations.kafka(cluster));
  }

  @Override
  public Future<DatabaseProbeReport> probeDatabase(DatabaseProbeRequest request) {
    return atHome(() -> explorations.database(request));
  }

  @Override
  public List<JobView> jobs() {
    return supervisors.values().stream().map(Supervisor::view).toList();
  }

  @Override
  public JobView job(String name) {
    return supervisor(name).view();
  }

  @Override
  public Future<JobView> putJob(String name, JobSpec spec, Precondition precondition) {
    return atHome(() -> documents.put(name, spec, precondition));
  }

  @Override
  public Future<JobView> putJobAtNext(
      String name, JobSpec spec, Precondition precondition, Duration wait) {
    return atHome(
        () -> {
          Supervisor known = supervisor(name);
          return documents
              .putAtNext(name, known, spec, precondition)
              .compose(swap -> swap.runsWithin(wait))
              .map(v -> known.view());
        });
  }

  @Override
  public Future<Void> deleteJob(String name, Precondition precondition) {
    return atHome(() -> documents.delete(name, supervisor(name), precondition));
  }

  @Override
  public Future<CheckReport> check(String name) {
    return with(name, Supervisor::check);
  }

  @Override
  public Future<JobStatus> start(String name) {
    return starting(name, Supervisor::start);
  }

  @Override
  public Future<JobStatus> restart(String name) {
    return starting(name, Supervisor::restart);
  }

  private Future<JobStatus> starting(String name, Call<JobStatus> order) {
    return with(
        name,
        (supervisor, source) -> {
          if (!ready) {
            throw new Conflict("the engine is stopping");
          }
          documents.requireUnchanging(name);
          sourceChanges.requireUnchanging(supervisor.view().spec().source());
          return order.on(supervisor, source);
        });
  }

  @Override
  public Future<JobStatus> await(String name, Set<JobState> states, Duration atMost) {
    return atHome(() -> supervisor(name).await(states, atMost));
  }

  @Override
  public Future<JobStatus> stop(String name) {
    return atHome(() -> supervisor(name).stop());
  }

  @Override
  public Future<JobStatus> reset(String name) {
    return with(
        name, (supervisor, source) -> documents.changing(name, () -> supervisor.reset(source)));
  }

  @Override
  public Future<JobStatus> status(String name) {
    return with(name, Supervisor::status);
  }

  @Override
  public Future<List<KnownJob>> statuses() {
    return atHome(() -> Future.succeededFuture(overview.jobs()));
  }

  @Override
  public Future<TimelinePage> timeline(String name, long after, int limit) {
    return atHome(() -> supervisor(name).timeline().read(after, limit));
  }

  @Override
  public JobOrders orders(Caller caller) {
    return new RecordedOrders(this, supervisors, home, caller.name());
  }

  @Override
  public Future<JobHistory> history(String name) {
    return atHome(() -> Future.succeededFuture(supervisor(name).history()));
  }

  @Override
  public Future<List<PathDrift>> drift(String name) {
    return atHome(() -> supervisor(name).drift());
  }

  @Override
  public JobWatch watch(Consumer<JobChange> watcher) {
    JobWatchers.Watch watch = engineParts.watchers().watch(watcher);
    home.runOnContext(v -> overview.add(watch));
    return watch;
  }

  @Override
  public Future<QuarantinePage> quarantine(String name, QuarantineQuery query) {
    return with(name, (supervisor, source) -> supervisor.quarantine(source).list(query));
  }

  @Override
  public Future<List<QuarantineGroup>> quarantineGroups(String name) {
    return with(name, (supervisor, source) -> supervisor.quarantine(source).groups());
  }

  @Override
  public Future<ReplayReport> replay(String name, QuarantineChoice choice) {
    return with(name, (supervisor, source) -> supervisor.quarantine(source).replay(choice));
  }

  @Override
  public Future<ReplayReport> replayDryRun(
      String name, QuarantineChoice choice, List<MappingEntry> mapping) {
    return with(
        name, (supervisor, source) -> supervisor.quarantine(source).dryRun(choice, mapping));
  }

  @Override
  public Future<DropReport> dropQuarantined(String name, QuarantineChoice choice) {
    return with(name, (supervisor, source) -> supervisor.quarantine(source).drop(choice));
  }

  private interface Call<T> {
    Future<T> on(Supervisor supervisor, SourceSpec source);
  }

  private <T> Future<T> with(String name, Call<T> call) {
    return atHome(
        () -> {
          Supervisor supervisor = supervisor(name);
          return call.on(supervisor, sourceOf(supervisor.view().spec()));
        });
  }

  private <T> Future<T> atHome(Supplier<Future<T>> work) {
    Promise<T> promise = Promise.promise();
    home.runOnContext(
        v -> {
          try {
            work.get().onComplete(promise);
          } catch (RuntimeException e) {
            promise.fail(e);
          }
        });
    return promise.future();
  }

  /** A thread of the catalog's. */
  private void onStored(CatalogChange change) {
    if (change instanceof CatalogChange.OfJob job) {
      home.runOnContext(v -> documents.followCatalog(job.name()));
    }
  }

  private Catalog catalog() {
    return engineParts.catalog();
  }

  private SourceSpec sourceOf(JobSpec spec) {
    StoredSource source = catalog().sources().get(spec.source());
    return source == null ? null : source.spec();
  }

  private Supervisor supervisor(String name) {
    Supervisor supervisor = supervisors.get(name);
    if (supervisor == null) {
      throw new NotFound("there is no job " + name);
    }
    return supervisor;
  }
}
