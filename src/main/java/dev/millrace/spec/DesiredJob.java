package dev.millrace.spec;

/**
 * What people want of a job: its document, and whether it is to run.
 *
 * @param mappingInferred whether a mapping in {@code spec} was made by the engine from samples
 * @param started whether the job is to run; such a job starts again with the process
 * @param revision of the document: above those of all that were deleted when the job is created,
 *     and one more with each change of {@code spec}
 */
public record DesiredJob(JobSpec spec, boolean mappingInferred, boolean started, long revision) {
  /** A new job, which nobody has started yet. */
  public static DesiredJob created(JobSpec spec) {
    return new DesiredJob(spec, false, false, 1);
  }

  /** With another document, or the same. */
  public DesiredJob withSpec(JobSpec newSpec, boolean inferred) {
    return new DesiredJob(
        newSpec, inferred, started, newSpec.equals(spec) ? revision : revision + 1);
  }

  /** With that revision at least. */
  public DesiredJob withRevisionFrom(long lowest) {
    return new DesiredJob(spec, mappingInferred, started, Math.max(lowest, revision));
  }

  public DesiredJob withStarted(boolean newStarted) {
    return new DesiredJob(spec, mappingInferred, newStarted, revision);
  }
}
