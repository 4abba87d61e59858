package dev.millrace.spec;

import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * What became of a job, as far as it is to be known after the process has ended.
 *
 * @param settled the state the job is in while no lane runs: CREATED, STOPPED, FAILED or FINISHED
 * @param error why it FAILED, else null
 * @param since when it was last started, stopped or settled
 * @param stopOffsets for a bounded job the end of each partition as it was resolved at the start,
 *     else empty
 * @param topic the one that the ledger's offsets are of, as the last start found it; null before
 *     the first and after a reset
 * @param ledgerPartitions those that the ledger had rows of when the job last started, or since;
 *     empty before the first start and after a reset
 * @param declaredIn name of the job file that declared the job last, or null: where that is gone by
 *     the next start of the process, it is known that there was one
 */
public record JobFacts(
    JobState settled,
    JobError error,
    Instant since,
    Map<PartitionId, Long> stopOffsets,
    TopicId topic,
    Set<PartitionId> ledgerPartitions,
    String declaredIn) {

  public JobFacts {
    stopOffsets = Map.copyOf(stopOffsets);
    ledgerPartitions = Set.copyOf(ledgerPartitions);
  }

  /** Of a job that was never started. */
  public static JobFacts created(Instant now) {
    return new JobFacts(JobState.CREATED, null, now, Map.of(), null, Set.of(), null);
  }

  public JobFacts withSettled(JobState newSettled, JobError newError, Instant now) {
    return new JobFacts(
        newSettled, newError, now, stopOffsets, topic, ledgerPartitions, declaredIn);
  }

  public JobFacts withStopOffsets(Map<PartitionId, Long> newStops) {
    return new JobFacts(settled, error, since, newStops, topic, ledgerPartitions, declaredIn);
  }

  /** Knowing which topic's offsets the ledger has, and of which partitions. */
  public JobFacts withLedger(TopicId newTopic, Set<PartitionId> partitions) {
    return new JobFacts(settled, error, since, stopOffsets, newTopic, partitions, declaredIn);
  }

  public JobFacts withDeclaredIn(String file) {
    return new JobFacts(settled, error, since, stopOffsets, topic, ledgerPartitions, file);
  }

  /** Knowing nothing of a ledger: it was cleared, or is another one. */
  public JobFacts withoutLedger() {
    return withLedger(null, Set.of());
  }
}
