/**
 * Writes batches into the destination, exactly once where it has transactions: the rows'
 * statements, the ledger, the writing half of the quarantine, retries, and the search for a row
 * that is refused.
 *
 * <p>In: {@link dev.millrace.flow.RowBatch}, {@link dev.millrace.flow.Claim} and {@link
 * dev.millrace.flow.Release} from the bus. Out: their replies, and failures as {@link
 * dev.millrace.flow.LaneEvent}. Threads: everything here lives on one event loop per lane (or per
 * {@link dev.millrace.sink.DestinationDatabase}); nothing blocks.
 */
package dev.millrace.sink;
