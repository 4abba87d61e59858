/**
 * A table of the destination: as the server describes it, whether a job's mapping fits it, how it
 * is created, and whether it is still as it was.
 *
 * <p>In: a session and a {@link dev.millrace.schema.JobTable}. Out: {@link
 * dev.millrace.model.TableSchema}, faults and warnings with pointers into the document. Threads:
 * the session's event loop.
 */
package dev.millrace.schema;
