/**
 * The JSON documents of sources, jobs and requests: read with all their faults at once, written as
 * they were read, secrets kept or masked, references to secrets found.
 *
 * <p>In: parsed JSON. Out: the types of {@code model}, or {@link
 * dev.millrace.error.InvalidDocument}. Threads: everything here is immutable or local to a call.
 */
package dev.millrace.document;
