package dev.millrace.lane;

import dev.millrace.flow.LaneId;
import dev.millrace.model.Destination;
import dev.millrace.model.JobSpec;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.TableSchema;
import java.util.Map;

/**
 * All that a lane needs to know, resolved and checked.
 *
 * @param job its mapping is not empty
 * @param destination with the password resolved
 * @param quarantine shared by the lanes of a job
 * @param stopOffsets end (exclusive) by partition of a bounded job; empty for an endless one
 */
public record LaneSettings(
    LaneId lane,
    SourceSpec source,
    JobSpec job,
    Destination destination,
    TableSchema table,
    Map<Integer, Long> stopOffsets,
    QuarantineLimit quarantine) {}
