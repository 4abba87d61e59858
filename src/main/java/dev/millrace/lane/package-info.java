/**
 * One lane of a job: the transform that turns polled records into batches of rows, and the wiring
 * of the stages.
 *
 * <p>In: {@link dev.millrace.flow.PolledBatch}. Out: {@link dev.millrace.flow.RowBatch}, and {@link
 * dev.millrace.flow.LaneEvent} to the job. Threads: the lane's event loop, which transform and sink
 * share.
 */
package dev.millrace.lane;
