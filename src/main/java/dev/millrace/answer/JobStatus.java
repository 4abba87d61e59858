package dev.millrace.answer;

import dev.millrace.error.JobError;
import dev.millrace.error.Warning;
import dev.millrace.model.FieldSample;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.time.Instant;
import java.util.List;

/**
 * A job at one moment, as {@code GET /jobs/{name}/status} tells it.
 *
 * @param since when the state was entered
 * @param error null unless the state is RETRYING or FAILED
 * @param mappingInferred whether the mapping was made by the engine from samples
 * @param delivery what the job promises: the label of {@code write.delivery}
 * @param warnings what its owner should know although it runs
 * @param roundedSamples fields that were written with fewer digits than they had, the newest few
 * @param ledgerAsOf when the ledger's counts were read from the destination; null when they never
 *     were
 * @param lagRecords records of all partitions that are not written yet; -1 while the ledger row or
 *     the end of any is not known
 */
public record JobStatus(
    String job,
    JobState state,
    Instant since,
    JobError error,
    List<PartitionStatus> partitions,
    Rates rates,
    List<LaneStatus> lanes,
    List<String> unmapped,
    List<FieldSample> nulledSamples,
    boolean mappingInferred,
    Instant ledgerAsOf,
    String delivery,
    List<Warning> warnings,
    List<FieldSample> roundedSamples,
    long lagRecords) {

  /**
   * One partition.
   *
   * @param endOffset end of the partition as last seen since the job's start, or -1 where the
   *     broker did not tell yet
   * @param lagSeconds how old the newest written record is while records wait; 0 without lag; null
   *     when unknown, as where records have no time that can be right
   * @param retentionUsed share of the topic's retention that the lag has used: 1 where the next
   *     record may be deleted at any moment; null where the topic deletes nothing or that is not
   *     known
   * @param lostAt when the next record will be deleted at the present rate; null where it will not,
   *     or too little is used to say
   */
  public record PartitionStatus(
      LedgerRow ledger, long endOffset, Double lagSeconds, Double retentionUsed, Instant lostAt) {
    /** Of a topic whose retention is not known. */
    public PartitionStatus(LedgerRow ledger, long endOffset, Double lagSeconds) {
      this(ledger, endOffset, lagSeconds, null, null);
    }

    /** -1 where the end is not known. */
    public long lagRecords() {
      return endOffset < 0 ? -1 : Math.max(0, endOffset - ledger.nextOffset());
    }
  }

  /** Committed work per second, averaged over the last seconds. */
  public record Rates(double recordsPerSecond, double bytesPerSecond) {
    public static final Rates ZERO = new Rates(0, 0);
  }

  /**
   * One lane of this process.
   *
   * @param state starting, running, idle (the group has no partition for it), retrying, restarting
   * @param inFlightBytes polled and not committed
   * @param busy null in the lane's first second
   */
  public record LaneStatus(
      int lane, String state, List<PartitionId> partitions, long inFlightBytes, Busy busy) {}

  /**
   * Which share of the last ten seconds a lane's stages were busy, each from 0 to 1. They work at
   * the same time, so that the sum may be more than 1.
   *
   * @param poll in Kafka's poll, waiting for records included
   * @param encode decoding, coercing and encoding
   * @param write a transaction was under way
   * @param credits nothing was polled since what was polled before was not committed yet
   */
  public record Busy(double poll, double encode, double write, double credits) {}

  public JobStatus {
    partitions = List.copyOf(partitions);
    lanes = List.copyOf(lanes);
    unmapped = List.copyOf(unmapped);
    nulledSamples = List.copyOf(nulledSamples);
    warnings = List.copyOf(warnings);
    roundedSamples = List.copyOf(roundedSamples);
  }

  /** Whether every partition's ledger row adds up. */
  public boolean balanced() {
    return partitions.stream().allMatch(p -> p.ledger().balanced());
  }
}
