package dev.millrace.api;

import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.Map;

/**
 * What job files ask of the engine while it runs; the {@code job} room implements it. Any thread.
 * Futures fail with {@link dev.millrace.answer.Conflict} and {@link
 * dev.millrace.error.InvalidDocument}, whose messages are for people.
 */
public interface DeclaredApi {
  /**
   * What the API shows and does not alter from now on.
   *
   * @param sources file name by source
   * @param jobs file name by job
   */
  Future<Void> declared(Map<String, String> sources, Map<String, String> jobs);

  /**
   * Stores the source. Started jobs that use it are checked with it first, drained, and go on with
   * it.
   *
   * @param jobs all that files declare by now: a started job that has another document than its
   *     file is checked with both as they will be, and goes on with both
   */
  Future<Void> declareSource(String name, SourceSpec spec, Map<String, JobSpec> jobs);

  /**
   * Makes the job, or gives it this document: one that is started is checked with it first,
   * drained, and goes on with it at the next offset.
   *
   * @param started whether it is to run; null for as it is
   */
  Future<Void> declareJob(String name, JobSpec spec, Boolean started);

  /** Stops and deletes a job. */
  Future<Void> pruneJob(String name);

  /** Says in its status that no file declares the job any more. */
  Future<Void> noLongerDeclared(String name, String file);

  /** Says in its status why the job has not the document of its file. */
  Future<Void> notTaken(String name, String why);
}
