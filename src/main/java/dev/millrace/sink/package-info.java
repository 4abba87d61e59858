/**
 * Writes rows into the destination, exactly once where it has transactions: batch writer, ledger,
 * quarantine, table schema, dialects, error classes, bisection.
 *
 * <p>In: {@link dev.millrace.flow.RowBatch}, {@link dev.millrace.flow.Claim} and {@link
 * dev.millrace.flow.Release} from the bus. Out: their replies, and trouble as {@link
 * dev.millrace.flow.LaneEvent}. Threads: everything here lives on one event loop per lane (or per
 * {@link dev.millrace.sink.DestinationDatabase}); nothing blocks. May use: {@code flow}, {@code
 * metrics}, {@code model}, vertx-core and vertx-mysql-client, whose only home this is.
 */
package dev.millrace.sink;
