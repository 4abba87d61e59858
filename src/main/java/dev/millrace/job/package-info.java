/**
 * Jobs and their lives: the engine behind the API, one supervisor per job, its start and its runs;
 * what is known of them is in {@code status}.
 *
 * <p>In: calls of {@link dev.millrace.api.EngineApi} and events of lanes. Out: lanes started and
 * stopped, desired states in the catalog. Threads: one event loop for all jobs, whatever thread
 * calls. May use: every room but {@code config}, {@code declared}, {@code http} and {@code admin}.
 */
package dev.millrace.job;
