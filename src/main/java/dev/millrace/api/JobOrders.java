package dev.millrace.api;

import dev.millrace.answer.DropReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.Precondition;
import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.ReplayReport;
import dev.millrace.spec.JobSpec;
import io.vertx.core.Future;
import java.time.Duration;

/** What people order of a job. Failures and threads are those of {@link EngineApi}. */
public interface JobOrders {
  /** Where {@code "***"} stands for a secret, the stored one is kept. */
  Future<JobView> putJob(String name, JobSpec spec, Precondition precondition);

  /**
   * The same for a job that may be started: it is checked with the new document, drained, and goes
   * on with it at the next offset. An {@link dev.millrace.error.InvalidDocument} when the check
   * found faults, or when it could not start within the wait; it then goes on as it was.
   *
   * @param wait how long to wait for it to run, once the document is stored; the answer says what
   *     state it is in by then
   */
  Future<JobView> putJobAtNext(String name, JobSpec spec, Precondition precondition, Duration wait);

  Future<Void> deleteJob(String name, Precondition precondition);

  /**
   * Checks, then starts; an {@link dev.millrace.error.InvalidDocument} when the check found faults.
   */
  Future<JobStatus> start(String name);

  Future<JobStatus> stop(String name);

  /**
   * Checks, then stops and starts a started job again with its present document; starts one that is
   * not. An {@link dev.millrace.error.InvalidDocument} when the check found faults; the job then
   * goes on as it was.
   */
  Future<JobStatus> restart(String name);

  Future<JobStatus> reset(String name);

  /**
   * Puts the records through the job's present mapping into its table as it is; those that fit
   * leave the quarantine. The answer has counts, and why the others stay.
   */
  Future<ReplayReport> replay(String name, QuarantineChoice choice);

  /** Deletes the records from quarantine; the answer has their count. */
  Future<DropReport> dropQuarantined(String name, QuarantineChoice choice);
}
