/**
 * Records that were set aside: listing, replaying and dropping them, in one transaction with the
 * ledger's counts.
 *
 * <p>In: a job, and which records. Out: pages and reports for the API. Threads: the caller's event
 * loop. May use: {@code preflight}, {@code lane}, {@code sink}, {@code mysql}, {@code flow}, {@code
 * metrics}, {@code answer}, {@code dialect}, {@code model}.
 */
package dev.millrace.quarantine;
