/**
 * SQL text: rows as INSERT, REPLACE, upsert, LOAD DATA or DELETE, the ledger's moves and the
 * quarantine's rows. Nothing here holds a session.
 *
 * <p>Threads: one lane's event loop; texts are not shared.
 */
package dev.millrace.statement;
