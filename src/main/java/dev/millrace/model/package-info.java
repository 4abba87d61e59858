/**
 * What users say and what the engine answers, as records, enums and sealed types: sources, jobs,
 * mappings, column types, reject codes, states, statuses and faults. Constructors check what the
 * type promises.
 *
 * <p>Threads: everything here is immutable. May use: the JDK only.
 */
package dev.millrace.model;
