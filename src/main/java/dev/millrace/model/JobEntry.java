package dev.millrace.model;

import java.time.Instant;
import java.util.Map;

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
 */
public record JobEntry(
    JobSpec spec,
    boolean mappingInferred,
    JobState rest,
    JobError error,
    Instant since,
    boolean wanted,
    Map<Integer, Long> stopOffsets) {

  public JobEntry {
    stopOffsets = Map.copyOf(stopOffsets);
  }

  public static JobEntry created(JobSpec spec, Instant now) {
    return new JobEntry(spec, false, JobState.CREATED, null, now, false, Map.of());
  }
}
