/**
 * What is known of a job: its board of states, partitions and lanes, reads that many share, and who
 * watches changes.
 *
 * <p>Threads: the engine's event loop.
 */
package dev.millrace.status;
