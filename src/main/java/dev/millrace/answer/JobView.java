package dev.millrace.answer;

import dev.millrace.model.JobState;
import dev.millrace.spec.JobSpec;

/**
 * A job as the API answers it everywhere: its name, what was asked, and its state.
 *
 * @param revision of the document
 * @param declaredIn name of the file that declares it, or null where the API does
 */
public record JobView(
    String name, JobSpec spec, long revision, JobState state, String declaredIn) {}
