/**
 * SQL text: rows as INSERT, REPLACE, upsert, LOAD DATA or DELETE, the ledger's moves and the
 * quarantine's rows. Nothing here holds a session.
 *
 * <p>Threads: one lane's event loop; texts are not shared. May use: {@code model}, {@code error},
 * {@code spec}, {@code dialect}, {@code flow}, {@code mysqlerror}, {@code mysqlwire}, {@code
 * mysql}, {@code schema}.
 */
package dev.millrace.statement;
