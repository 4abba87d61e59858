/**
 * What users say and what the engine knows, as records, enums and sealed types: sources, jobs,
 * mappings, column types, reject codes, states, ledger rows and faults. Constructors check what the
 * type promises.
 *
 * <p>Threads: everything here is immutable. May use: the JDK only.
 */
package dev.millrace.model;
