/**
 * Jobs and their lives: the engine behind the API, one supervisor per job, its start, its runs, its
 * status.
 *
 * <p>In: calls of {@link dev.millrace.api.EngineApi} and events of lanes. Out: lanes started and
 * stopped, wishes in the catalog. Threads: one event loop for all jobs, whatever thread calls. May
 * use: every room but {@code config}, and of {@code admin} the one interface.
 */
package dev.millrace.job;
