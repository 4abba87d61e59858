package dev.millrace;

import dev.millrace.catalog.Catalog;
import dev.millrace.config.JobFiles;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobSpec;
import dev.millrace.model.JobState;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * Puts what the job files declare into the catalog, before any job runs. What is equal is left
 * alone, so that a job keeps its state, its inferred mapping and the resolved end of a bounded run.
 */
final class DeclaredJobs {
  private DeclaredJobs() {}

  static Future<Void> put(JobFiles files, Catalog catalog) {
    Future<Void> done = Future.succeededFuture();
    for (Map.Entry<String, SourceSpec> source : files.sources().entrySet()) {
      if (!source.getValue().equals(catalog.sources().get(source.getKey()))) {
        done = done.compose(v -> catalog.putSource(source.getKey(), source.getValue()));
      }
    }
    for (Map.Entry<String, JobSpec> job : files.jobs().entrySet()) {
      String name = job.getKey();
      JobEntry old = catalog.jobs().get(name);
      JobEntry entry = entry(old, job.getValue(), files.started().get(name));
      if (!entry.equals(old)) {
        done = done.compose(v -> catalog.putJob(name, entry));
      }
    }
    return done;
  }

  /**
   * @param old what the catalog has, or null
   * @param started what the file says of the wish, or null where it says nothing
   */
  static JobEntry entry(JobEntry old, JobSpec declared, Boolean started) {
    Instant now = Instant.now();
    if (old == null) {
      JobEntry created = JobEntry.created(declared, now);
      return Boolean.TRUE.equals(started) ? withWish(created, true, now) : created;
    }
    boolean keepInferred = old.mappingInferred() && declared.isCompletedBy(old.spec().mapping());
    JobSpec spec = keepInferred ? declared.withInferred(old.spec().mapping()) : declared;
    boolean sameEnd = Objects.equals(spec.stopAt(), old.spec().stopAt());
    JobEntry entry =
        old.with(spec, keepInferred, sameEnd ? old.stopOffsets() : Map.of(), old.topic());
    // A bounded job that reached its end stays there until it is started again.
    boolean finished = old.rest() == JobState.FINISHED && sameEnd;
    return started == null || started == old.wanted() || finished
        ? entry
        : withWish(entry, started, now);
  }

  private static JobEntry withWish(JobEntry entry, boolean wanted, Instant now) {
    return new JobEntry(
        entry.spec(),
        entry.mappingInferred(),
        entry.rest(),
        entry.error(),
        now,
        wanted,
        entry.stopOffsets(),
        entry.topic(),
        entry.ledgerPartitions());
  }
}
