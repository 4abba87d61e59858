package dev.millrace.answer;

import dev.millrace.spec.JobSpec;
import java.time.Duration;

/**
 * Which job a caller wants to preview, without anything being written.
 *
 * @param name a stored job; where {@code spec} is given, the one whose secrets {@code "***"} in it
 *     stands for, or null
 * @param spec a job that need not be stored, or null where {@code name} is given
 * @param records how many of the newest records, 1 to {@link SampleRequest#MAX_RECORDS}
 * @param valuesAs how the values of rows are shown
 * @param maxValueChars values longer than this are cut in the answer where they are text; 0 for
 *     {@link ValuesAs#USUAL_CHARS}
 * @param recordsMaxAge records that an earlier such preview read at most so long ago may be taken
 *     again; zero to read them anew
 */
public record PreviewRequest(
    String name,
    JobSpec spec,
    int records,
    ValuesAs valuesAs,
    int maxValueChars,
    Duration recordsMaxAge) {
  /** Of records that are read anew. */
  public PreviewRequest(
      String name, JobSpec spec, int records, ValuesAs valuesAs, int maxValueChars) {
    this(name, spec, records, valuesAs, maxValueChars, Duration.ZERO);
  }

  /** One with values as JSON has them. */
  public PreviewRequest(String name, JobSpec spec, int records) {
    this(name, spec, records, ValuesAs.JSON, 0);
  }

  /** Longest text of one value that is shown whole, in characters. */
  public int valueLimit() {
    return maxValueChars == 0 ? ValuesAs.USUAL_CHARS : maxValueChars;
  }

  public static PreviewRequest of(String job, int records) {
    return new PreviewRequest(job, null, records);
  }

  public static PreviewRequest of(JobSpec spec, int records) {
    return new PreviewRequest(null, spec, records);
  }
}
