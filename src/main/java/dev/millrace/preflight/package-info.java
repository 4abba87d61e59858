/**
 * What is found out before a job starts, and by a check: broker, topic, group, table, ledger and
 * the newest records held against the job's document.
 *
 * <p>In: a job and its source. Out: what is needed to start it, faults and warnings. Threads: the
 * caller's event loop; coercing samples is done on a worker.
 */
package dev.millrace.preflight;
