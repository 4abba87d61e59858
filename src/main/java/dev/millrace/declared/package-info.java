/**
 * Jobs that files declare: brought into the catalog at start, and checked by {@code check
 * --config}.
 *
 * <p>Threads: start of the process; {@code DeclaredCheck} on an event loop. May use: {@code model},
 * {@code error}, {@code spec}, {@code answer}, {@code config}, {@code catalog}.
 */
package dev.millrace.declared;
