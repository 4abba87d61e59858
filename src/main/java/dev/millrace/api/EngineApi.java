package dev.millrace.api;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.DatabaseProbeReport;
import dev.millrace.answer.DatabaseProbeRequest;
import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobHistory;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.JobWatch;
import dev.millrace.answer.KafkaProbeReport;
import dev.millrace.answer.KnownJob;
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
import dev.millrace.model.Caller;
import dev.millrace.model.JobState;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.SourceSpec;
import dev.millrace.spec.StoredSource;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the HTTP routes need of the engine; the {@code job} room implements it.
 *
 * <p>Failures, thrown or in the future: {@link dev.millrace.answer.NotFound}, {@link
 * dev.millrace.answer.Conflict}, {@link dev.millrace.answer.PreconditionFailed}, {@link
 * dev.millrace.error.InvalidDocument}; anything else is a bug. Event loop only; nothing here
 * blocks.
 */
public interface EngineApi extends JobOrders {
  /** The same orders, which the jobs' timelines have under the caller's name. */
  JobOrders orders(Caller caller);

  /** By name, in name order. */
  Map<String, StoredSource> sources();

  StoredSource source(String name);

  /**
   * Stores it; refused while a started job uses the source of that name. Where {@code "***"} stands
   * for a secret, the stored one is kept, here and below.
   */
  Future<StoredSource> putSource(String name, SourceSpec spec, Precondition precondition);

  Future<Void> deleteSource(String name, Precondition precondition);

  /**
   * The newest records of a source, a profile of their paths, a suggested mapping and its CREATE
   * TABLE; an {@link dev.millrace.error.InvalidDocument} when the topic cannot be read.
   */
  Future<SampleReport> sample(String source, SampleRequest request);

  /**
   * What a job would do with the newest records of its source; an {@link
   * dev.millrace.error.InvalidDocument}, its pointers those of a check, when there is nothing to
   * see. Writes nothing.
   */
  Future<PreviewReport> preview(PreviewRequest request);

  /**
   * The topics of a cluster and what their newest records look like; an {@link
   * dev.millrace.error.InvalidDocument}, its pointers into the request, where they cannot be seen.
   * Within 25 s; joins no group and writes nothing.
   *
   * @param cluster its topic does not count
   */
  Future<KafkaProbeReport> probeKafka(SourceSpec cluster);

  /**
   * What a database server is and has, by a connection of its own; an {@link
   * dev.millrace.error.InvalidDocument}, its pointers into the request, where it cannot be seen.
   * Within 25 s; writes nothing.
   */
  Future<DatabaseProbeReport> probeDatabase(DatabaseProbeRequest request);

  List<JobView> jobs();

  JobView job(String name);

  /**
   * Every disagreement between the job and the broker, the topic, the server and the table, and, as
   * warnings, what the newest records would meet; it can start when there are no faults.
   */
  Future<CheckReport> check(String name);

  /** The job's status when it is in one of the states, or after that time at the latest. */
  Future<JobStatus> await(String name, Set<JobState> states, Duration atMost);

  /** Asks ledger and broker, in a bounded time; callers at the same time share the look. */
  Future<JobStatus> status(String name);

  /**
   * Of all jobs, in name order, as they are known: nobody is asked, so it takes no time. Jobs that
   * run look once a second; those that rest are looked at one after the other for as long as
   * somebody asks or watches, and are first known a moment after the first time.
   */
  Future<List<KnownJob>> statuses();

  /**
   * What happened to the job, as far as it is kept.
   *
   * @param after entries with a higher id are wanted
   * @param limit at least 1
   */
  Future<TimelinePage> timeline(String name, long after, int limit);

  /** How the job fared since this process started it, from memory. */
  Future<JobHistory> history(String name);

  /**
   * New and changed paths in a sample of the job's records, since its last start in this process;
   * from memory.
   */
  Future<List<PathDrift>> drift(String name);

  /**
   * Tells how all jobs are, and from then on each change, on the engine's event loop and never
   * within this call. A watcher must not block: one that does so repeatedly is closed. What it
   * throws is logged. May be called on any thread.
   */
  JobWatch watch(Consumer<JobChange> watcher);

  /**
   * The job's quarantined records from a place on; an {@link dev.millrace.error.InvalidDocument}
   * where the database does not answer, here and below.
   */
  Future<QuarantinePage> quarantine(String name, QuarantineQuery query);

  /** What is in the job's quarantine, by its cause: the largest groups first, in a bounded time. */
  Future<List<QuarantineGroup>> quarantineGroups(String name);

  /**
   * What {@link #replay} would do, with this mapping in place of the job's where it is not null;
   * writes nothing.
   */
  Future<ReplayReport> replayDryRun(
      String name, QuarantineChoice choice, List<MappingEntry> mapping);

  /** Whether the engine has read its catalog and takes calls; false again while it drains. */
  boolean ready();
}
