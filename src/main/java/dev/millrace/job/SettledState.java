package dev.millrace.job;

import dev.millrace.model.JobEntry;
import dev.millrace.model.JobError;
import dev.millrace.model.JobState;
import java.util.Map;

/**
 * A state in which a job runs no lanes.
 *
 * @param unwished whether the wish to run ends with it; else it is as it is by then, for a stop may
 *     have come meanwhile
 */
record SettledState(boolean unwished, JobState state, JobError error) {
  JobEntry of(JobEntry entry) {
    boolean wanted = entry.wanted() && !unwished;
    // The end of a bounded job is fixed by its first start and forgotten when it rests for good.
    Map<Integer, Long> stops = wanted ? entry.stopOffsets() : Map.of();
    return entry.wish(wanted, state, error, stops);
  }
}
