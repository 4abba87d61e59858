/**
 * Every meter of the engine in one enum, and the facade that counts them.
 *
 * <p>Threads: everything here is thread-safe. May use: micrometer, whose only home this is, and of
 * Kafka's clients what they measure of themselves.
 */
package dev.millrace.metrics;
