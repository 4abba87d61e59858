package dev.millrace.catalog;

import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobFacts;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Keeps sources, jobs and what is desired of them across restarts. Reads answer from memory; a
 * write's future completes once the change survives {@code kill -9}. Writes are applied in the
 * order they were asked for.
 *
 * <p>A document that is made anew gets a revision above those of all that were deleted, so that no
 * condition on an earlier one of its name holds for it.
 *
 * <p>What people write is written by who has seen what is there: the future says false, and nothing
 * has changed, where another was written meanwhile.
 *
 * <p>Failures: an {@link java.io.IOException} in the future when the change could not be made
 * durable; memory then still holds what was durable before.
 */
public interface Catalog {
  /** By name, in name order; a snapshot. */
  Map<String, StoredSource> sources();

  /** By name, in name order; a snapshot. */
  Map<String, JobEntry> jobs();

  /**
   * Stores {@link StoredSource#next}.
   *
   * @param expectedRevision of what is there; 0 for nothing
   */
  Future<Boolean> putSource(String name, long expectedRevision, SourceSpec spec);

  Future<Boolean> deleteSource(String name, long expectedRevision);

  /**
   * Stores what people want of a job; of the facts those stay that {@link JobEntry#with} leaves.
   *
   * @param seen what is there; null for no job
   */
  Future<Boolean> putJob(String name, DesiredJob seen, DesiredJob next);

  /**
   * Stores what people want of a job and what became of it, in one write: a crash leaves both or
   * neither. Facts are written by the process that runs the job alone, so whoever gives them here
   * has them from there.
   *
   * @param seen what is there; null for no job
   */
  Future<Boolean> putJob(String name, DesiredJob seen, JobEntry next);

  Future<Boolean> deleteJob(String name, DesiredJob seen);

  /** Stores what became of a job, whatever is wanted of it; false where it is not there. */
  Future<Boolean> putFacts(String name, JobFacts facts);

  /**
   * Tells each change from now on when it is durable, in order and one at a time.
   *
   * @param watcher called on a thread of the catalog's, which it must not hold up; what it throws
   *     is logged
   */
  void watch(Consumer<CatalogChange> watcher);
}
