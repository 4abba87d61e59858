package dev.millrace.admin;

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
import dev.millrace.api.EngineApi;
import dev.millrace.api.JobOrders;
import dev.millrace.document.JobDocument;
import dev.millrace.document.SourceDocument;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** An engine without lanes: keeps what it is given and answers what the test scripted. */
public final class ScriptedControl implements EngineApi {
  final Map<String, SourceSpec> sources = new ConcurrentHashMap<>();
  final Map<String, JobSpec> jobs = new ConcurrentHashMap<>();
  final Map<String, JobState> states = new ConcurrentHashMap<>();
  final Map<String, Long> revisions = new ConcurrentHashMap<>();
  volatile List<FieldError> faults = List.of();
  volatile List<Warning> warnings = List.of();
  volatile RuntimeException bug;
  volatile boolean ready = true;
  volatile String declaredIn;

  /** States that a waiting call finds, one a call; without any it finds the present one. */
  final Queue<JobState> later = new ConcurrentLinkedQueue<>();

  /** What the reports and statuses are. */
  volatile ScriptedAnswers answers = ScriptedAnswers.FULL;

  /** The newest request for a report. */
  volatile String asked;

  /** Makes answers of the quarantine large. */
  volatile String padding = "";

  final List<Consumer<JobChange>> watchers = new CopyOnWriteArrayList<>();
  final AtomicInteger pages = new AtomicInteger();

  @Override
  public Map<String, StoredSource> sources() {
    Map<String, StoredSource> stored = new TreeMap<>();
    sources.forEach((name, spec) -> stored.put(name, stored(name)));
    return stored;
  }

  private StoredSource stored(String name) {
    return new StoredSource(sources.get(name), revision("source " + name));
  }

  private long revision(String what) {
    return revisions.getOrDefault(what, 1L);
  }

  @Override
  public StoredSource source(String name) {
    if (!sources.containsKey(name)) {
      throw new NotFound("there is no source '" + name + "'");
    }
    return stored(name);
  }

  @Override
  public Future<StoredSource> putSource(String name, SourceSpec spec, Precondition precondition) {
    String what = "source " + name;
    precondition.require(what, sources.containsKey(name) ? revision(what) : 0);
    revisions.merge(what, 1L, Long::sum);
    sources.put(name, SourceDocument.keepSecrets(spec, sources.get(name)));
    return Future.succeededFuture(stored(name));
  }

  @Override
  public Future<Void> deleteSource(String name, Precondition precondition) {
    precondition.require("source " + name, source(name).revision());
    if (jobs.values().stream().anyMatch(j -> j.source().equals(name))) {
      throw new Conflict("a job uses source '" + name + "'");
    }
    sources.remove(name);
    return Future.succeededFuture();
  }

  @Override
  public Future<SampleReport> sample(String name, SampleRequest request) {
    source(name);
    asked = request.toString();
    return answer(answers.sample());
  }

  @Override
  public Future<PreviewReport> preview(PreviewRequest request) {
    asked = request.toString();
    return answer(answers.preview());
  }

  @Override
  public Future<KafkaProbeReport> probeKafka(SourceSpec cluster) {
    asked = cluster.bootstrapServers() + " " + cluster.properties().keySet();
    return answer(answers.kafka());
  }

  @Override
  public Future<DatabaseProbeReport> probeDatabase(DatabaseProbeRequest request) {
    asked = request.toString();
    return answer(answers.database());
  }

  @Override
  public List<JobView> jobs() {
    if (bug != null) {
      throw bug;
    }
    return new TreeMap<>(jobs).keySet().stream().map(this::job).toList();
  }

  @Override
  public JobView job(String name) {
    if (!jobs.containsKey(name)) {
      throw new NotFound("there is no job '" + name + "'");
    }
    return new JobView(name, jobs.get(name), revision("job " + name), state(name), declaredIn);
  }

  @Override
  public Future<JobView> putJob(String name, JobSpec spec, Precondition precondition) {
    precondition.require("job " + name, jobs.containsKey(name) ? revision("job " + name) : 0);
    if (state(name).isActive()) {
      return Future.failedFuture(new Conflict("job '" + name + "' is started; stop it first"));
    }
    revisions.merge("job " + name, 1L, Long::sum);
    jobs.put(name, JobDocument.keepSecrets(spec, jobs.get(name)));
    return Future.succeededFuture(job(name));
  }

  /** Takes it whatever the job's state is; the states that follow are the test's. */
  @Override
  public Future<JobView> putJobAtNext(
      String name, JobSpec spec, Precondition precondition, Duration wait) {
    precondition.require("job " + name, jobs.containsKey(name) ? revision("job " + name) : 0);
    if (!faults.isEmpty()) {
      return Future.failedFuture(new InvalidDocument(faults));
    }
    revisions.merge("job " + name, 1L, Long::sum);
    jobs.put(name, JobDocument.keepSecrets(spec, jobs.get(name)));
    return Future.succeededFuture(job(name));
  }

  @Override
  public Future<Void> deleteJob(String name, Precondition precondition) {
    precondition.require("job " + name, job(name).revision());
    jobs.remove(name);
    return Future.succeededFuture();
  }

  @Override
  public Future<CheckReport> check(String name) {
    job(name);
    return Future.succeededFuture(new CheckReport(faults, warnings));
  }

  @Override
  public Future<JobStatus> start(String name) {
    job(name);
    return faults.isEmpty()
        ? enter(name, JobState.STARTING)
        : Future.failedFuture(new InvalidDocument(faults));
  }

  @Override
  public Future<JobStatus> stop(String name) {
    return enter(name, JobState.STOPPED);
  }

  @Override
  public Future<JobStatus> restart(String name) {
    return start(name);
  }

  @Override
  public Future<JobStatus> await(String name, Set<JobState> states, Duration atMost) {
    JobState next = later.poll();
    return next == null ? status(name) : enter(name, next);
  }

  @Override
  public Future<JobStatus> reset(String name) {
    if (state(name).isActive()) {
      throw new Conflict("job '" + name + "' is started; stop it first");
    }
    return enter(name, JobState.STOPPED);
  }

  @Override
  public Future<JobStatus> status(String name) {
    job(name);
    return Future.succeededFuture(answers.status(name, state(name)));
  }

  @Override
  public Future<List<KnownJob>> statuses() {
    return Future.succeededFuture(
        new TreeMap<>(jobs)
            .keySet().stream()
                .map(name -> new KnownJob(job(name), answers.status(name, state(name))))
                .toList());
  }

  @Override
  public JobOrders orders(Caller caller) {
    return this;
  }

  @Override
  public Future<TimelinePage> timeline(String name, long after, int limit) {
    job(name);
    asked = after + " " + limit;
    return Future.succeededFuture(answers.timeline());
  }

  @Override
  public Future<JobHistory> history(String name) {
    job(name);
    return Future.succeededFuture(answers.history());
  }

  @Override
  public Future<List<PathDrift>> drift(String name) {
    job(name);
    return Future.succeededFuture(answers.drift());
  }

  @Override
  public JobWatch watch(Consumer<JobChange> watcher) {
    watchers.add(watcher);
    return new JobWatch() {
      @Override
      public void close() {
        watchers.remove(watcher);
      }

      @Override
      public boolean isClosed() {
        return !watchers.contains(watcher);
      }
    };
  }

  /** Tells all who watch. */
  void tell(JobChange change) {
    watchers.forEach(watcher -> watcher.accept(change));
  }

  @Override
  public Future<QuarantinePage> quarantine(String name, QuarantineQuery query) {
    quarantined(name, query);
    return answer(padding.isEmpty() ? answers.page() : ScriptedAnswers.page(padding));
  }

  @Override
  public Future<List<QuarantineGroup>> quarantineGroups(String name) {
    quarantined(name, "groups");
    return answer(answers.groups());
  }

  @Override
  public Future<ReplayReport> replay(String name, QuarantineChoice choice) {
    quarantined(name, choice);
    return answer(answers.replay());
  }

  @Override
  public Future<ReplayReport> replayDryRun(
      String name, QuarantineChoice choice, List<MappingEntry> mapping) {
    quarantined(name, "dry run of " + choice + " by " + mapping);
    return answer(answers.replay());
  }

  @Override
  public Future<DropReport> dropQuarantined(String name, QuarantineChoice choice) {
    quarantined(name, choice);
    return answer(answers.drop());
  }

  private void quarantined(String name, Object request) {
    job(name);
    asked = request.toString();
    pages.incrementAndGet();
  }

  private <T> Future<T> answer(T report) {
    return faults.isEmpty()
        ? Future.succeededFuture(report)
        : Future.failedFuture(new InvalidDocument(faults));
  }

  @Override
  public boolean ready() {
    return ready;
  }

  private Future<JobStatus> enter(String name, JobState state) {
    job(name);
    states.put(name, state);
    return status(name);
  }

  private JobState state(String name) {
    return states.getOrDefault(name, JobState.CREATED);
  }
}
