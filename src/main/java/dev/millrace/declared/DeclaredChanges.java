package dev.millrace.declared;

import dev.millrace.api.DeclaredApi;
import dev.millrace.config.JobDirectory;
import dev.millrace.config.JobFiles;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has changed in the job files since it was last looked, told to the engine: sources one after
 * the other, then all jobs at once, so that none waits for another. A file that is wrong leaves
 * what it declared as it was. One call at a time.
 */
public final class DeclaredChanges {
  private static final Logger LOG = LoggerFactory.getLogger(DeclaredChanges.class);

  /** Of one file's faults, in the log and in a job's status. */
  private static final int MOST_FAULTS = 5;

  private record DeclaredJob(JobSpec spec, Boolean started) {}

  private final DeclaredApi engine;
  private final boolean prune;
  private final Map<String, SourceSpec> sources;
  private final Map<String, DeclaredJob> jobs = new HashMap<>();
  private Map<String, String> sourceFiles;
  private Map<String, String> jobFiles;

  /** Jobs that do not have the document of their file. */
  private final Set<String> notTaken = new HashSet<>();

  /** What the log has said, by what it is about; said again when it is another. */
  private final Map<String, String> said = new HashMap<>();

  /** Whether something could not be done that may be possible later. */
  private boolean unfinished;

  /**
   * @param atStart what the process started with
   * @param prune whether jobs whose declaration goes are stopped and deleted
   */
  public DeclaredChanges(DeclaredApi engine, JobFiles atStart, boolean prune) {
    this.engine = engine;
    this.prune = prune;
    sources = new HashMap<>(atStart.sources());
    atStart
        .jobs()
        .forEach(
            (name, spec) -> jobs.put(name, new DeclaredJob(spec, atStart.started().get(name))));
    sourceFiles = Map.copyOf(atStart.sourceFiles());
    jobFiles = Map.copyOf(atStart.jobFiles());
  }

  /** Whether {@link #apply} is to be called again with what it had. */
  boolean isUnfinished() {
    return unfinished;
  }

  /**
   * Never fails; what could not be done is said in the log and in the jobs' status.
   *
   * @param removals whether what is declared no more counts
   */
  Future<Void> apply(JobDirectory.Content content, boolean removals) {
    unfinished = false;
    JobFiles now = content.files();
    content.faults().forEach((file, faults) -> say("file " + file, first(faults)));
    said.keySet()
        .removeIf(of -> of.startsWith("file ") && !content.faults().containsKey(of.substring(5)));
    Map<String, String> jobFilesBefore = jobFiles;
    sourceFiles = withBroken(sourceFiles, now.sourceFiles(), content);
    jobFiles = withBroken(jobFiles, now.jobFiles(), content);
    if (!removals) {
      jobFilesBefore.forEach(jobFiles::putIfAbsent);
    }
    List<String> gone = new ArrayList<>(jobFilesBefore.keySet());
    gone.removeAll(jobFiles.keySet());
    Future<Void> done = engine.declared(sourceFiles, jobFiles);
    for (Map.Entry<String, SourceSpec> source : now.sources().entrySet()) {
      if (!source.getValue().equals(sources.get(source.getKey()))) {
        done = done.compose(v -> source(source.getKey(), source.getValue()));
      }
    }
    return done.compose(v -> jobs(content, gone, jobFilesBefore))
        .otherwise(
            e -> {
              say("the job files", String.valueOf(e.getMessage()));
              unfinished = true;
              return null;
            });
  }

  private static String first(List<String> faults) {
    return String.join("; ", faults.subList(0, Math.min(faults.size(), MOST_FAULTS)));
  }

  /** What a file that is wrong declared before, it still declares. */
  private static Map<String, String> withBroken(
      Map<String, String> before, Map<String, String> now, JobDirectory.Content content) {
    Map<String, String> all = new TreeMap<>(now);
    before.forEach(
        (name, file) -> {
          if (content.faults().containsKey(file)) {
            all.putIfAbsent(name, file);
          }
        });
    return all;
  }

  private Future<Void> source(String name, SourceSpec spec) {
    String what = "source " + name + " of " + sourceFiles.get(name);
    return engine
        .declareSource(name, spec)
        .onSuccess(
            v -> {
              sources.put(name, spec);
              said.remove(what);
              LOG.info("{} was taken", what);
            })
        .otherwise(
            e -> {
              say(what, e.getMessage());
              unfinished = true;
              return null;
            });
  }

  private Future<Void> jobs(
      JobDirectory.Content content, List<String> gone, Map<String, String> filesBefore) {
    List<Future<Void>> all = new ArrayList<>();
    JobFiles now = content.files();
    now.jobs()
        .forEach(
            (name, spec) -> {
              DeclaredJob next = new DeclaredJob(spec, now.started().get(name));
              if (!next.equals(jobs.get(name)) || notTaken.contains(name)) {
                all.add(job(name, next));
              }
            });
    jobFiles.forEach(
        (name, file) -> {
          List<String> faults = content.faults().get(file);
          if (!now.jobs().containsKey(name) && faults != null) {
            notTaken.add(name);
            all.add(
                engine.notTaken(
                    name,
                    "the job has the document of before, as its file is wrong: " + first(faults)));
          }
        });
    gone.forEach(name -> all.add(gone(name, filesBefore.get(name))));
    return Future.join(all).mapEmpty();
  }

  private Future<Void> job(String name, DeclaredJob next) {
    String what = "job " + name + " of " + jobFiles.get(name);
    return engine
        .declareJob(name, next.spec(), next.started())
        .onSuccess(
            v -> {
              jobs.put(name, next);
              notTaken.remove(name);
              said.remove(what);
              LOG.info("{} was taken", what);
            })
        .recover(
            e -> {
              say(what, e.getMessage());
              notTaken.add(name);
              unfinished = true;
              return engine.notTaken(
                  name,
                  "the job has the document of before, as that of "
                      + jobFiles.get(name)
                      + " was not taken: "
                      + e.getMessage());
            });
  }

  private Future<Void> gone(String name, String file) {
    jobs.remove(name);
    notTaken.remove(name);
    if (!prune) {
      say(
          "job " + name,
          "no file declares it any more ("
              + file
              + " did); it stays as it is: stop and delete it, or set jobs.prune");
      return engine.noLongerDeclared(name, file);
    }
    return engine
        .pruneJob(name)
        .onSuccess(
            v -> LOG.info("job {} was stopped and deleted: {} declares it no more", name, file))
        .recover(
            e -> {
              say(
                  "job " + name,
                  "could not be deleted, which is tried again: its ledger and catalog stay: "
                      + e.getMessage());
              jobFiles.put(name, file);
              unfinished = true;
              return Future.succeededFuture();
            });
  }

  private void say(String what, String message) {
    if (!message.equals(said.put(what, message))) {
      LOG.warn("{}: {}", what, message);
    }
  }
}
