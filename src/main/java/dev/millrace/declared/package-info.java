/**
 * Jobs that files declare: brought into the catalog at start, watched while the process runs, and
 * checked by {@code check --config}.
 *
 * <p>Threads: start of the process; {@code DeclaredCheck} and {@code DeclaredWatch} on an event
 * loop each, files on worker threads.
 */
package dev.millrace.declared;
