package dev.millrace.model;

import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What the catalog keeps of one job: what was asked for, and what the user wants of it now.
 *
 * @param mappingInferred whether {@code spec.mapping()} was made by the engine from samples
 * @param rest the state the job is in while no lane runs: CREATED, STOPPED, FAILED or FINISHED
 * @param error why it FAILED, else null
 * @param since when {@code wanted} or {@code rest} last changed
 * @param wanted whether the job is to run; such a job starts again with the process
 * @param stopOffsets for a bounded job the end of each partition as it was resolved at the start,
 *     else empty
 * @param topic the one that the ledger's offsets are of, as the last start found it; null before
 *     the first and after a reset
 * @param ledgerPartitions those that the ledger had rows of when the job last started, or since;
 *     empty before the first start and after a reset
 */
public record JobEntry(
    JobSpec spec,
    boolean mappingInferred,
    JobState rest,
    JobError error,
    Instant since,
    boolean wanted,
    Map<Integer, Long> stopOffsets,
    TopicId topic,
    Set<Integer> ledgerPartitions) {

  public JobEntry {
    stopOffsets = Map.copyOf(stopOffsets);
    ledgerPartitions = Set.copyOf(ledgerPartitions);
  }

  public static JobEntry created(JobSpec spec, Instant now) {
    return new JobEntry(spec, false, JobState.CREATED, null, now, false, Map.of(), null, Set.of());
  }

  /**
   * With another document, or with what the start found out. In another database is another ledger,
   * of which nothing is known.
   */
  public JobEntry with(
      JobSpec newSpec, boolean inferred, Map<Integer, Long> newStops, TopicId newTopic) {
    boolean sameLedger = newSpec.destination().sameDatabase(spec.destination());
    return new JobEntry(
        newSpec,
        inferred,
        rest,
        error,
        since,
        wanted,
        newStops,
        sameLedger ? newTopic : null,
        sameLedger ? ledgerPartitions : Set.of());
  }

  /** Knowing which partitions the ledger has rows of. */
  public JobEntry reading(Set<Integer> partitions) {
    return new JobEntry(
        spec, mappingInferred, rest, error, since, wanted, stopOffsets, topic, partitions);
  }

  /** With another wish, and the state to rest in. */
  public JobEntry wish(
      boolean newWanted, JobState newRest, JobError newError, Map<Integer, Long> newStops) {
    return new JobEntry(
        spec,
        mappingInferred,
        newRest,
        newError,
        Instant.now(),
        newWanted,
        newStops,
        topic,
        ledgerPartitions);
  }

  /** Knowing nothing of a topic: the ledger was cleared. */
  public JobEntry forgotten() {
    return with(spec, mappingInferred, stopOffsets, null).reading(Set.of());
  }
}
