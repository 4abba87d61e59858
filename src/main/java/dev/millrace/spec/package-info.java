/**
 * What users ask for, as records that check themselves: sources, jobs, mappings, destinations; and
 * the entries that the catalog keeps of them.
 *
 * <p>Threads: everything here is immutable.
 */
package dev.millrace.spec;
