/**
 * Jobs and their lives: the engine behind the API, one supervisor per job, the check before a
 * start, and the status.
 *
 * <p>In: calls of {@link dev.millrace.admin.Control} and events of lanes. Out: lanes started and
 * stopped, wishes in the catalog. Threads: one event loop for all jobs, whatever thread calls. May
 * use: {@code lane}, {@code poll}, {@code sink}, {@code catalog}, {@code infer}, {@code metrics},
 * {@code model}, and the one interface of {@code admin}.
 */
package dev.millrace.job;
