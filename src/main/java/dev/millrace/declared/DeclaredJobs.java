package dev.millrace.declared;

import dev.millrace.catalog.Catalog;
import dev.millrace.config.JobFiles;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Puts what the job files declare into the catalog, before any job runs. What is equal is left
 * alone, so that a job keeps its state, its inferred mapping and the resolved end of a bounded run.
 */
public final class DeclaredJobs {
  private DeclaredJobs() {}

  public static Future<Void> put(JobFiles files, Catalog catalog) {
    Future<Void> done = Future.succeededFuture();
    for (Map.Entry<String, SourceSpec> source : files.sources().entrySet()) {
      String name = source.getKey();
      StoredSource old = catalog.sources().get(name);
      StoredSource next = StoredSource.next(old, source.getValue());
      if (!next.equals(old)) {
        long revision = old == null ? 0 : old.revision();
        done =
            done.compose(v -> catalog.putSource(name, revision, next.spec()))
                .compose(stored -> require(stored, "source " + name));
      }
    }
    for (Map.Entry<String, JobSpec> job : files.jobs().entrySet()) {
      String name = job.getKey();
      JobEntry old = catalog.jobs().get(name);
      JobEntry declared = entry(old, job.getValue(), files.started().get(name));
      JobEntry entry =
          declared.withFacts(declared.facts().withDeclaredIn(files.jobFiles().get(name)));
      if (!entry.equals(old)) {
        done =
            done.compose(v -> catalog.putJob(name, old == null ? null : old.desired(), entry))
                .compose(stored -> require(stored, "job " + name));
      }
    }
    return done;
  }

  /** File by job, of those that a file declared when it was last known. */
  public static Map<String, String> before(Catalog catalog) {
    Map<String, String> before = new HashMap<>();
    catalog
        .jobs()
        .forEach(
            (name, entry) -> {
              if (entry.facts().declaredIn() != null) {
                before.put(name, entry.facts().declaredIn());
              }
            });
    return before;
  }

  private static Future<Void> require(boolean stored, String what) {
    return stored
        ? Future.succeededFuture()
        : Future.failedFuture(
            what
                + " was changed by another process while its file was read: start the process"
                + " again");
  }

  /**
   * @param old what the catalog has, or null
   * @param started what the file says of the desired state, or null where it says nothing
   */
  static JobEntry entry(JobEntry old, JobSpec declared, Boolean started) {
    if (old == null) {
      JobEntry created = JobEntry.created(declared, Instant.now());
      return Boolean.TRUE.equals(started) ? withStarted(created, true) : created;
    }
    boolean keepInferred = old.mappingInferred() && declared.isCompletedBy(old.spec());
    JobSpec spec = keepInferred ? declared.completedBy(old.spec()) : declared;
    boolean sameEnd = Objects.equals(spec.stopAt(), old.spec().stopAt());
    JobEntry entry = old.with(old.desired().withSpec(spec, keepInferred));
    entry = entry.withFacts(entry.facts().withStopOffsets(sameEnd ? old.stopOffsets() : Map.of()));
    // A bounded job that reached its end stays there until it is started again.
    boolean finished = old.settled() == JobState.FINISHED && sameEnd;
    return started == null || started == old.started() || finished
        ? entry
        : withStarted(entry, started);
  }

  private static JobEntry withStarted(JobEntry entry, boolean started) {
    return entry.withDesired(started, entry.settled(), entry.facts().error());
  }
}
