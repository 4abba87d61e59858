/**
 * What the engine knows of tables and records: column types and facts, kinds of values, counts,
 * ledger rows, states. Constructors check what the type promises.
 *
 * <p>Threads: everything here is immutable.
 */
package dev.millrace.model;
