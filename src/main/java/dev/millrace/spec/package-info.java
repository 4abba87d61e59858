/**
 * What users ask for, as records that check themselves: sources, jobs, mappings, destinations; and
 * the entries that the catalog keeps of them.
 *
 * <p>Threads: everything here is immutable. May use: {@code model}, {@code secret}, {@code error}.
 */
package dev.millrace.spec;
