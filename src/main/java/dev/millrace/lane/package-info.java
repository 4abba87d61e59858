/**
 * One lane of a job: the transform that turns polled records into batches of rows, and the wiring
 * of the three verticles.
 *
 * <p>In: {@link dev.millrace.flow.PolledBatch}. Out: {@link dev.millrace.flow.RowBatch}, and {@link
 * dev.millrace.flow.LaneEvent} to the job. Threads: the transform's event loop.
 */
package dev.millrace.lane;
