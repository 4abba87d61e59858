/**
 * What is known of a job: its board of states, partitions and lanes, reads that many share, and who
 * watches changes.
 *
 * <p>Threads: the engine's event loop. May use: {@code model}, {@code error}, {@code spec}, {@code
 * answer}, {@code flow}, {@code metrics}, {@code mysql}, {@code sink}, {@code preflight}.
 */
package dev.millrace.status;
