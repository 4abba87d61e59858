/**
 * Jobs and their lives: the engine behind the API, one supervisor per job, its start and its runs;
 * what is known of them is in {@code status}.
 *
 * <p>{@code LifecycleState} has the states of a job's life and the moves between them, {@code
 * CurrentState} the one that holds now; {@code Supervisor} drives it, {@code SettledState} is what
 * the catalog keeps of one that rests.
 *
 * <p>In: calls of {@link dev.millrace.api.EngineApi} and events of lanes. Out: lanes started and
 * stopped, desired states in the catalog. Threads: one event loop for all jobs, whatever thread
 * calls.
 */
package dev.millrace.job;
