package dev.millrace.poll;

import dev.millrace.flow.LaneId;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import dev.millrace.spec.GroupProtocol;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.SourceSpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the poll verticle of a lane needs to know.
 *
 * @param topic which topic the job's ledger is of
 * @param lookAtTopic asks the broker which topic it is now; any thread; fails with {@link
 *     dev.millrace.kafka.BrokerException} in a bounded time
 * @param group consumer group of the job
 * @param groupProtocol by which the lane joins it
 * @param groupHoldsPositions whether its committed offsets are the job's positions; else these are
 *     in the destination, and the group is told of them for lag tools
 * @param start where partitions begin that are {@code unread}
 * @param onLostOffsets what to do where the next record is not in the topic any more
 * @param batchRows most records of one batch
 * @param maxInFlight bytes that may be polled and not committed
 * @param ledger what the job has seen of its ledger
 * @param stopOffsets end (exclusive) by partition of a bounded job; empty for an endless one
 * @param unread partitions without a row in the ledger that begin at the job's start position; any
 *     other without a row is new, and read from its beginning
 */
public record PollSettings(
    LaneId lane,
    SourceSpec source,
    TopicId topic,
    Supplier<CompletionStage<TopicId>> lookAtTopic,
    String group,
    GroupProtocol groupProtocol,
    boolean groupHoldsPositions,
    OffsetSpec start,
    JobSpec.LostOffsets onLostOffsets,
    int batchRows,
    long maxInFlight,
    LedgerMemory ledger,
    Map<PartitionId, Long> stopOffsets,
    Set<PartitionId> unread) {
  public PollSettings {
    stopOffsets = Map.copyOf(stopOffsets);
    unread = Set.copyOf(unread);
  }
}
