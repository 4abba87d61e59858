/**
 * Jobs that files declare: brought into the catalog at start, and checked by {@code check
 * --config}.
 *
 * <p>Threads: start of the process; {@code DeclaredCheck} on an event loop.
 */
package dev.millrace.declared;
