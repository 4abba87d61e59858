package dev.millrace.lane;

import dev.millrace.flow.LaneId;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.model.TableSchema;
import dev.millrace.model.TopicId;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * All that a lane needs to know, resolved and checked.
 *
 * @param topic which topic the job's ledger is of
 * @param lookAtTopic asks the broker which topic it is now; any thread
 * @param job its mapping is not empty
 * @param destination with the password resolved
 * @param tables the job's tables as they are, in their order
 * @param ledger what the job has seen of its ledger
 * @param stopOffsets end (exclusive) by partition of a bounded job; empty for an endless one
 * @param unread partitions without a row in the ledger that begin at the job's start position
 */
public record LaneSettings(
    LaneId lane,
    SourceSpec source,
    TopicId topic,
    Supplier<CompletionStage<TopicId>> lookAtTopic,
    JobSpec job,
    Destination destination,
    List<TableSchema> tables,
    LedgerMemory ledger,
    Map<Integer, Long> stopOffsets,
    Set<Integer> unread) {}
