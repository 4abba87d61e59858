package dev.millrace.answer;

import dev.millrace.spec.JobSpec;

/**
 * Which job a caller wants to preview, without anything being written.
 *
 * @param name a stored job, or null where {@code spec} is given
 * @param spec a job that need not be stored, or null where {@code name} is given
 * @param records how many of the newest records, 1 to {@link SampleRequest#MAX_RECORDS}
 */
public record PreviewRequest(String name, JobSpec spec, int records) {
  public static PreviewRequest of(String job, int records) {
    return new PreviewRequest(job, null, records);
  }

  public static PreviewRequest of(JobSpec spec, int records) {
    return new PreviewRequest(null, spec, records);
  }
}
