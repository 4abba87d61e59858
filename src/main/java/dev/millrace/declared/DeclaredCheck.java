package dev.millrace.declared;

import dev.millrace.answer.CheckReport;
import dev.millrace.config.JobFiles;
import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checks the jobs that files declare against broker and database, a few at once and each in a
 * bounded time. What keeps one from starting becomes a line: file, job, JSON Pointer into its
 * document, sentence; what only warns, a note of the same form.
 */
public final class DeclaredCheck {
  private static final int AT_ONCE = 4;

  /**
   * How a job is checked against broker and database; {@link dev.millrace.preflight.JobCheck#of} in
   * the process.
   */
  @FunctionalInterface
  public interface Check {
    Future<CheckReport> of(String job, JobSpec spec, SourceSpec source, Consumer<String> step);
  }

  private final JobFiles files;
  private final Duration bound;
  private final Map<String, SourceSpec> sources;
  private final Map<String, List<String>> lines = new TreeMap<>();
  private final Map<String, List<String>> notes = new TreeMap<>();

  /**
   * @param stored sources of the catalog; those that files declare win
   * @param bound for each job; one that takes longer becomes a line and holds up no other
   */
  public DeclaredCheck(JobFiles files, Map<String, SourceSpec> stored, Duration bound) {
    this.files = files;
    this.bound = bound;
    sources = new HashMap<>(stored);
    sources.putAll(files.sources());
  }

  /** What can be said without asking anybody. */
  public List<String> offline() {
    files
        .jobs()
        .forEach(
            (name, spec) -> {
              // A source whose document is wrong is told for itself.
              if (!sources.containsKey(spec.source())
                  && !files.sourceFiles().containsKey(spec.source())) {
                lines.put(name, List.of(line(name, noSource(spec))));
              }
            });
    return all();
  }

  /**
   * Warnings, which keep no job from starting, in name order of the jobs. After {@link #online}.
   */
  public List<String> notes() {
    return notes.values().stream().flatMap(List::stream).toList();
  }

  /** What keeps jobs from starting, in name order of the jobs; fails for bugs only. Any thread. */
  public Future<List<String>> online(Vertx vertx, Check check) {
    Promise<List<String>> done = Promise.promise();
    vertx.runOnContext(
        v -> {
          Iterator<Map.Entry<String, JobSpec>> jobs = files.jobs().entrySet().iterator();
          Future.all(Stream.generate(() -> next(jobs, check)).limit(AT_ONCE).toList())
              .map(all -> all())
              .onComplete(done);
        });
    return done.future();
  }

  private Future<Void> next(Iterator<Map.Entry<String, JobSpec>> jobs, Check check) {
    if (!jobs.hasNext()) {
      return Future.succeededFuture();
    }
    Map.Entry<String, JobSpec> job = jobs.next();
    String name = job.getKey();
    JobSpec spec = job.getValue();
    AtomicReference<String> step = new AtomicReference<>("preparing");
    return check
        .of(name, spec, sources.get(spec.source()), step::set)
        .timeout(bound.toMillis(), TimeUnit.MILLISECONDS)
        .map(report -> lines(name, spec, report))
        .recover(
            e ->
                e instanceof TimeoutException
                    ? Future.succeededFuture(List.of(line(name, unfinished(step.get()))))
                    : Future.failedFuture(e))
        .onSuccess(found -> lines.put(name, found))
        .compose(found -> next(jobs, check));
  }

  private FieldError unfinished(String step) {
    return new FieldError(
        "",
        "the check was given up after "
            + bound.toSeconds()
            + " s while "
            + step
            + "; see that what is named there answers (a firewall, a locked table, a broker without"
            + " a leader), then check again");
  }

  private List<String> lines(String name, JobSpec spec, CheckReport report) {
    List<String> all = new ArrayList<>();
    boolean known = sources.containsKey(spec.source());
    for (FieldError fieldError : report.faults()) {
      all.add(
          line(
              name,
              known || !fieldError.pointer().equals("/source") ? fieldError : noSource(spec)));
    }
    List<String> told = new ArrayList<>();
    for (Warning warning : report.warnings()) {
      String pointer = warning.pointer() == null ? "" : warning.pointer();
      told.add(line(name, new FieldError(pointer, "warning: " + warning.message())));
    }
    notes.put(name, told);
    return all;
  }

  private static FieldError noSource(JobSpec spec) {
    return new FieldError(
        "/source",
        "there is no source '"
            + spec.source()
            + "': declare it in a job file, or PUT it with the API before");
  }

  private String line(String name, FieldError fieldError) {
    return files.places().get(name) + fieldError.pointer() + ": " + fieldError.detail();
  }

  private List<String> all() {
    return lines.values().stream().flatMap(List::stream).toList();
  }
}
