package dev.millrace.job;

import dev.millrace.spec.JobEntry;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Promise;

/**
 * What a job goes back to where its new document cannot start.
 *
 * @param outcome of the new one
 */
record Trial(JobEntry before, SourceSpec source, Promise<Void> outcome) {}
