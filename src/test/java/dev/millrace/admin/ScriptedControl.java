package dev.millrace.admin;

import dev.millrace.document.JobDocument;
import dev.millrace.document.SourceDocument;
import dev.millrace.model.CheckReport;
import dev.millrace.model.Conflict;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.FieldError;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobError;
import dev.millrace.model.JobSpec;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.JobStatus.LaneStatus;
import dev.millrace.model.JobStatus.NulledSample;
import dev.millrace.model.JobStatus.PartitionStatus;
import dev.millrace.model.JobView;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.NotFound;
import dev.millrace.model.PreviewRequest;
import dev.millrace.model.QuarantineChoice;
import dev.millrace.model.QuarantineQuery;
import dev.millrace.model.SampleRequest;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine without lanes: keeps what it is given and answers what the test scripted. */
final class ScriptedControl implements EngineApi {
  final Map<String, SourceSpec> sources = new ConcurrentHashMap<>();
  final Map<String, JobSpec> jobs = new ConcurrentHashMap<>();
  final Map<String, JobState> states = new ConcurrentHashMap<>();
  volatile List<FieldError> faults = List.of();
  volatile List<Warning> warnings = List.of();
  volatile RuntimeException bug;
  volatile boolean ready = true;
  volatile String declaredIn;

  /** States that a waiting call finds, one a call; without any it finds the present one. */
  final Queue<JobState> later = new ConcurrentLinkedQueue<>();

  /** Makes answers of the quarantine large. */
  volatile String padding = "";

  final AtomicInteger pages = new AtomicInteger();

  @Override
  public Map<String, SourceSpec> sources() {
    return new TreeMap<>(sources);
  }

  @Override
  public SourceSpec source(String name) {
    if (!sources.containsKey(name)) {
      throw new NotFound("there is no source '" + name + "'");
    }
    return sources.get(name);
  }

  @Override
  public Future<SourceSpec> putSource(String name, SourceSpec spec) {
    sources.put(name, SourceDocument.keepSecrets(spec, sources.get(name)));
    return Future.succeededFuture(sources.get(name));
  }

  @Override
  public Future<Void> deleteSource(String name) {
    source(name);
    if (jobs.values().stream().anyMatch(j -> j.source().equals(name))) {
      throw new Conflict("a job uses source '" + name + "'");
    }
    sources.remove(name);
    return Future.succeededFuture();
  }

  @Override
  public Future<Map<String, Object>> sample(String name, SampleRequest request) {
    source(name);
    return faults.isEmpty()
        ? Future.succeededFuture(Map.of("records", List.of(), "asked", request.toString()))
        : Future.failedFuture(new InvalidDocument(faults));
  }

  @Override
  public Future<Map<String, Object>> preview(PreviewRequest request) {
    return faults.isEmpty()
        ? Future.succeededFuture(Map.of("records", List.of(), "asked", request.records()))
        : Future.failedFuture(new InvalidDocument(faults));
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
    return new JobView(name, jobs.get(name), state(name), declaredIn);
  }

  @Override
  public Future<JobView> putJob(String name, JobSpec spec) {
    if (state(name).isActive()) {
      return Future.failedFuture(new Conflict("job '" + name + "' is started; stop it first"));
    }
    jobs.put(name, JobDocument.keepSecrets(spec, jobs.get(name)));
    return Future.succeededFuture(job(name));
  }

  @Override
  public Future<Void> deleteJob(String name) {
    job(name);
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
    JobError error =
        new JobError("dirty", "not-a-number", "bad", "t", 0, 10L, "qty", "/qty", "abc");
    return Future.succeededFuture(
        new JobStatus(
            name,
            state(name),
            Instant.parse("2026-11-22T08:00:00.123456789Z"),
            error,
            List.of(
                new PartitionStatus(
                    new LedgerRow(
                        "t",
                        0,
                        3,
                        0,
                        10,
                        Counts.of(Count.WRITTEN, 9)
                            .with(Count.NULLED_FIELDS, 1)
                            .with(Count.QUARANTINED, 1)),
                    12,
                    0.4),
                new PartitionStatus(new LedgerRow("t", 1, 3, 5, 5, Counts.NONE), -1, null)),
            new JobStatus.Rates(1.4999, 300.04),
            List.of(new LaneStatus(0, "running", List.of(0, 1), 4096)),
            List.of("/session/ab"),
            List.of(new NulledSample("t", 0, 7, "qty", "/qty", "out-of-range", "1e99")),
            true,
            null,
            "exactly-once",
            List.of(
                Warning.about(
                    "t", List.of(1), WarningCode.FOREIGN_MEMBER, "another tool reads t[1]")),
            List.of(new NulledSample("t", 0, 8, "p", "/p", "fraction-lost", "1.005")),
            -1));
  }

  @Override
  public Future<Map<String, Object>> quarantine(String name, QuarantineQuery query) {
    return quarantined(name, query);
  }

  @Override
  public Future<Map<String, Object>> replay(String name, QuarantineChoice choice) {
    return quarantined(name, choice);
  }

  @Override
  public Future<Map<String, Object>> dropQuarantined(String name, QuarantineChoice choice) {
    return quarantined(name, choice);
  }

  private Future<Map<String, Object>> quarantined(String name, Object asked) {
    job(name);
    pages.incrementAndGet();
    return faults.isEmpty()
        ? Future.succeededFuture(
            padding.isEmpty()
                ? Map.of("asked", asked.toString())
                : Map.of("asked", asked.toString(), "padding", padding))
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
