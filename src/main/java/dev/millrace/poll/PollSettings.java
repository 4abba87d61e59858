package dev.millrace.poll;

import dev.millrace.flow.LaneId;
import dev.millrace.model.JobSpec;
import dev.millrace.model.SourceSpec;
import java.util.Map;

/**
 * What the poll verticle of a lane needs to know.
 *
 * @param group consumer group of the job
 * @param stopOffsets end (exclusive) by partition of a bounded job; empty for an endless one
 */
public record PollSettings(
    LaneId lane, SourceSpec source, JobSpec job, String group, Map<Integer, Long> stopOffsets) {
  public PollSettings {
    stopOffsets = Map.copyOf(stopOffsets);
  }
}
