/**
 * What goes wrong, as it is told: errors of jobs and places in documents, each with a code of a
 * closed set and a sentence for people; warnings; references to secrets and why one was not read.
 *
 * <p>Threads: everything here is immutable.
 */
package dev.millrace.error;
