/**
 * Records that were set aside: listing, replaying and dropping them, in one transaction with the
 * ledger's counts.
 *
 * <p>In: a job, and which records. Out: pages and reports for the API. Threads: the caller's event
 * loop.
 */
package dev.millrace.quarantine;
