package dev.millrace.answer;

import java.time.Instant;
import java.util.List;

/**
 * How a job fared, oldest first and without holes: where nothing was known a sample's figures are
 * null. Empty of a job that this process has not started.
 *
 * @param seconds of the last 15 minutes
 * @param minutes of the last 24 hours
 */
public record JobHistory(List<Sample> seconds, List<Sample> minutes) {
  public static final JobHistory NOTHING = new JobHistory(List.of(), List.of());

  public JobHistory {
    seconds = List.copyOf(seconds);
    minutes = List.copyOf(minutes);
  }

  /**
   * One second or one minute.
   *
   * @param at its beginning
   * @param recordsPerSecond committed in it; a minute's is the mean of its known seconds
   * @param lagRecords at its end; a minute's is the largest of its seconds
   * @param lagSeconds of the partition that is furthest behind; a minute's is the largest
   * @param commitP50Ms of the batches committed in it; null where there was none. A minute's
   *     percentiles are those of all its batches, none of its seconds' percentiles
   * @param batchRows mean of those batches
   */
  public record Sample(
      Instant at,
      Double recordsPerSecond,
      Long lagRecords,
      Double lagSeconds,
      Double commitP50Ms,
      Double commitP99Ms,
      Double batchRows) {}
}
