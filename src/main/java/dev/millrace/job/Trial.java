package dev.millrace.job;

import dev.millrace.spec.JobEntry;
import io.vertx.core.Promise;

/**
 * Of a new document that has not run yet.
 *
 * @param before the newest entry whose document has run: what the job goes back to
 * @param outcome of the new one
 */
record Trial(JobEntry before, Promise<Void> outcome) {}
