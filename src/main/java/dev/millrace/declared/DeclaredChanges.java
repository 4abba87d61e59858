package dev.millrace.declared;

import dev.millrace.api.DeclaredApi;
import dev.millrace.config.JobDirectory;
import dev.millrace.config.JobFiles;
import dev.millrace.error.LogFields;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has changed in the job files since it was last looked, told to the engine: each source and
 * each job by itself and for a bounded time, so that none waits for another; a job waits for its
 * source alone. A file that is wrong leaves what it declared as it was. One event loop only.
 */
public final class DeclaredChanges {
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredChanges.class);

  /** Of one file's faults, in the log and in a job's status. */
  private static final int MOST_FAULTS = 5;

  /** A check, a drain and another check have bounds of their own, which are together shorter. */
  private static final long BOUND_SECONDS = 180;

  private static final String EMPTIED = "the directory of job files";

  private record DeclaredJob(JobSpec spec, Boolean started) {}

  private final DeclaredApi engine;
  private final boolean prune;
  private final Executor home;
  private final IntConsumer wrongFiles;
  private final Map<String, SourceSpec> sources;
  private final Map<String, DeclaredJob> jobs = new HashMap<>();
  private Map<String, String> sourceFiles;
  private Map<String, String> jobFiles;
  private Map<String, List<String>> faults = Map.of();

  /** Jobs that do not have the document of their file. */
  private final Set<String> notTaken = new HashSet<>();

  /** What is under way, by what it is about. */
  private final Map<String, Future<Void>> underWay = new HashMap<>();

  private final ChangesLog log = new ChangesLog();

  /** File by what could not be done and may be possible later. */
  private final Map<String, String> failed = new HashMap<>();

  /** Whether something changed again while it was under way. */
  private boolean waiting;

  /**
   * @param atStart what the process started with
   * @param before file by job that an earlier process knew as declared; of these none is there any
   *     more that the files do not declare
   * @param prune whether jobs whose declaration goes are stopped and deleted
   * @param home runs tasks on the event loop on which this is called
   * @param wrongFiles told how many files do not count as they are
   */
  public DeclaredChanges(
      DeclaredApi engine,
      JobFiles atStart,
      Map<String, String> before,
      boolean prune,
      Executor home,
      IntConsumer wrongFiles) {
    this.engine = engine;
    this.prune = prune;
    this.home = home;
    this.wrongFiles = wrongFiles;
    sources = new HashMap<>(atStart.sources());
    atStart
        .jobs()
        .forEach(
            (name, spec) -> jobs.put(name, new DeclaredJob(spec, atStart.started().get(name))));
    sourceFiles = Map.copyOf(atStart.sourceFiles());
    jobFiles = new TreeMap<>(before);
    jobFiles.putAll(atStart.jobFiles());
  }

  /** Whether {@link #apply} is to be called again after a while with what it had. */
  boolean isUnfinished() {
    return !failed.isEmpty();
  }

  /** Whether {@link #apply} is to be called again soon with what it had. */
  boolean isWaiting() {
    return waiting;
  }

  /** The directory could not be read: what was declared stays. */
  void cannotRead() {
    wrongFiles.accept(1);
  }

  /**
   * Begins what is to be done, and waits for nothing. What could not be done is said in the log and
   * in the jobs' status.
   *
   * @param removals whether what is declared no more counts
   */
  void apply(JobDirectory.Content content, boolean removals) {
    waiting = false;
    failed.clear();
    JobFiles now = content.files();
    faults = content.faults();
    faults.forEach((file, found) -> log.sayOfFile(file, declaredIn(file), first(found)));
    log.keepFiles(faults.keySet());
    Map<String, String> filesBefore = jobFiles;
    boolean emptied = isEmptied(content);
    Map<String, String> sourceFilesBefore = sourceFiles;
    sourceFiles = withBroken(sourceFiles, now.sourceFiles());
    jobFiles = withBroken(jobFiles, now.jobFiles());
    if (!removals || emptied) {
      filesBefore.forEach(jobFiles::putIfAbsent);
    }
    if (emptied) {
      sourceFilesBefore.forEach(sourceFiles::putIfAbsent);
    }
    List<String> gone = new ArrayList<>(filesBefore.keySet());
    gone.removeAll(jobFiles.keySet());
    // Behind it come the orders that follow: the engine takes all in their order.
    told("the job files", engine.declared(sourceFiles, jobFiles));
    now.sources()
        .forEach(
            (name, spec) -> {
              if (!spec.equals(sources.get(name))) {
                source(name, spec, now.jobs());
              }
            });
    jobs(now);
    gone.forEach(name -> gone(name, filesBefore.get(name)));
    count();
  }

  /** An unmounted volume looks like a directory from which somebody took everything. */
  private boolean isEmptied(JobDirectory.Content content) {
    boolean emptied = prune && content.read() == 0 && !jobFiles.isEmpty();
    if (emptied) {
      log.say(
          EMPTIED,
          "it holds no file any more, as where a volume is not mounted: no job is deleted. To have"
              + " the last ones deleted leave a file that declares none ('jobs: {}')");
    } else {
      log.forget(EMPTIED);
    }
    return emptied;
  }

  private static String first(List<String> faults) {
    return String.join("; ", faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
  }

  private List<String> declaredIn(String file) {
    return jobFiles.entrySet().stream()
        .filter(job -> job.getValue().equals(file))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What a file that is wrong declared before, it still declares. */
  private Map<String, String> withBroken(Map<String, String> before, Map<String, String> now) {
    Map<String, String> all = new TreeMap<>(now);
    before.forEach(
        (name, file) -> {
          if (faults.containsKey(file)) {
            all.putIfAbsent(name, file);
          }
        });
    return all;
  }

  private void source(String name, SourceSpec spec, Map<String, JobSpec> declared) {
    String file = sourceFiles.get(name);
    String what = "source " + name + " of " + file;
    begin(
        "source " + name,
        () -> engine.declareSource(name, spec, declared),
        () -> {
          sources.put(name, spec);
          log.forget(what);
          LOG.info("{} was taken", what);
        },
        why -> {
          log.say(what, why);
          failed.put(what, file);
        });
  }

  private void jobs(JobFiles now) {
    now.jobs()
        .forEach(
            (name, spec) -> {
              DeclaredJob next = new DeclaredJob(spec, now.started().get(name));
              if (!next.equals(jobs.get(name)) || notTaken.contains(name)) {
                job(name, next);
              }
            });
    jobFiles.forEach(
        (name, file) -> {
          List<String> found = faults.get(file);
          if (!now.jobs().containsKey(name) && found != null) {
            notTaken.add(name);
            told(
                "job " + name,
                engine.notTaken(
                    name,
                    "the job has the document of before, as its file is wrong: " + first(found)));
          }
        });
  }

  private void job(String name, DeclaredJob next) {
    String file = jobFiles.get(name);
    String what = "job " + name + " of " + file;
    DeclaredJob before = jobs.get(name);
    Future<Void> source = after("source " + next.spec().source());
    Future<Void> sourceBefore =
        before == null ? Future.succeededFuture() : after("source " + before.spec().source());
    begin(
        "job " + name,
        () ->
            source
                .compose(v -> sourceBefore)
                .compose(v -> engine.declareJob(name, next.spec(), next.started())),
        () -> {
          jobs.put(name, next);
          if (!faults.containsKey(file)) {
            notTaken.remove(name);
          }
          log.forget(what);
          LOG.atInfo().addKeyValue(LogFields.JOB, name).log("{} was taken", what);
        },
        why -> {
          log.sayOf(name, what, why);
          notTaken.add(name);
          failed.put(what, file);
          told(
              what,
              engine.notTaken(
                  name,
                  "the job has the document of before, as that of "
                      + file
                      + " was not taken: "
                      + why));
        });
  }

  /** Whatever came of it. */
  private Future<Void> after(String what) {
    return underWay.getOrDefault(what, Future.succeededFuture());
  }

  private void gone(String name, String file) {
    String what = "job " + name;
    if (!prune) {
      forget(name);
      log.sayOf(
          name,
          what,
          "no file declares it any more ("
              + file
              + " did); it stays as it is: stop and delete it, or set jobs.prune");
      told(what, engine.noLongerDeclared(name, file));
      return;
    }
    boolean begun =
        begin(
            what,
            () -> engine.pruneJob(name),
            () -> {
              forget(name);
              LOG.atInfo()
                  .addKeyValue(LogFields.JOB, name)
                  .log("job {} was stopped and deleted: {} declares it no more", name, file);
            },
            why -> {
              log.sayOf(
                  name,
                  what,
                  "could not be deleted, which is tried again: its ledger and catalog stay: "
                      + why);
              jobFiles.put(name, file);
              failed.put(what, file);
            });
    if (!begun) {
      jobFiles.put(name, file);
    }
  }

  private void forget(String name) {
    jobs.remove(name);
    notTaken.remove(name);
  }

  /**
   * One thing at a time about each: false where another is under way, and this is asked for again.
   */
  private boolean begin(
      String what, Supplier<Future<Void>> work, Runnable onDone, OnFailure onFailure) {
    if (underWay.containsKey(what)) {
      waiting = true;
      return false;
    }
    Promise<Void> ended = Promise.promise();
    underWay.put(what, ended.future());
    work.get()
        .timeout(BOUND_SECONDS, TimeUnit.SECONDS)
        .onComplete(
            done ->
                home.execute(
                    () -> {
                      underWay.remove(what);
                      if (done.succeeded()) {
                        onDone.run();
                      } else {
                        onFailure.because(why(done.cause()));
                      }
                      count();
                      ended.complete();
                    }));
    return true;
  }

  /** What is to be done where something was not. */
  private interface OnFailure {
    void because(String why);
  }

  private static String why(Throwable e) {
    return e instanceof TimeoutException
        ? "it was not done within "
            + BOUND_SECONDS
            + " s, which is tried again: see that its broker and its database answer"
        : String.valueOf(e.getMessage());
  }

  /** Fails where the engine ends, which is no fault of a file. */
  private void told(String what, Future<Void> order) {
    order.onFailure(e -> home.execute(() -> log.say(what, String.valueOf(e.getMessage()))));
  }

  /** Tells how many files do not count as they are. */
  void count() {
    Set<String> wrong = new TreeSet<>(faults.keySet());
    wrong.addAll(failed.values());
    wrongFiles.accept(wrong.size() + (log.hasSaid(EMPTIED) ? 1 : 0));
  }
}
