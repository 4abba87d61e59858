package dev.millrace.lane;

import dev.millrace.flow.LaneId;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TableSchema;
import dev.millrace.model.TopicId;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.poll.PollSettings;
import dev.millrace.sink.SinkConfig;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.statement.TableWrite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What each stage of a lane needs to know, resolved and checked. One lane each. */
public record LaneSettings(PollSettings poll, LanePlan plan, SinkConfig sink) {

  /**
   * Of a lane of a job.
   *
   * @param topic which topic the job's ledger is of
   * @param lookAtTopic asks the broker which topic it is now; any thread
   * @param job no mapping of its is empty
   * @param documentDigest of the job's document
   * @param destination with the password resolved
   * @param tables the job's tables as they are, in their order
   * @param ledger what the job has seen of its ledger
   * @param stopOffsets end (exclusive) by partition of a bounded job; empty for an endless one
   * @param unread partitions without a row in the ledger that begin at the job's start position
   * @throws IllegalArgumentException when an entry's column is not in its table
   */
  public static LaneSettings of(
      LaneId lane,
      SourceSpec source,
      TopicId topic,
      Supplier<CompletionStage<TopicId>> lookAtTopic,
      JobSpec job,
      String documentDigest,
      Destination destination,
      List<TableSchema> tables,
      LedgerMemory ledger,
      Map<PartitionId, Long> stopOffsets,
      Set<PartitionId> unread) {
    LanePlan plan = LanePlan.compile(job, tables);
    SinkConfig sink =
        new SinkConfig(
            lane,
            destination,
            job.exactlyOnce(),
            tableWrites(job, plan, tables),
            job.maxQuarantined(),
            documentDigest,
            DatabaseTimeouts.DEFAULT);
    PollSettings poll =
        new PollSettings(
            lane,
            source,
            topic,
            lookAtTopic,
            job.groupOf(lane.job()),
            job.groupProtocol(),
            !job.exactlyOnce(),
            job.start(),
            job.onLostOffsets(),
            job.batch().rows(),
            job.maxInFlight(),
            ledger,
            stopOffsets,
            unread);
    return new LaneSettings(poll, plan, sink);
  }

  private static List<TableWrite> tableWrites(
      JobSpec job, LanePlan plan, List<TableSchema> tables) {
    List<TableWrite> writes = new ArrayList<>();
    for (TablePlan table : plan.tables()) {
      writes.add(
          TableWrite.of(
              job.destination().dialect(),
              job.exactlyOnce(),
              job.tables().get(table.index()),
              table.columns(),
              tables.get(table.index())));
    }
    return writes;
  }

  LaneId lane() {
    return poll.lane();
  }
}
