/**
 * Every meter of the engine in one enum, and the facade that counts them.
 *
 * <p>Threads: everything here is thread-safe.
 */
package dev.millrace.metrics;
