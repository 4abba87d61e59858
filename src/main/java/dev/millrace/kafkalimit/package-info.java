/**
 * How much memory a Kafka broker can make a client take: bounds on the size of an answer, on what
 * all answers take together, and on what a compressed batch or record becomes.
 *
 * <p>In: sizes and streams, from the classes that stand in for Kafka's own ({@code
 * org.apache.kafka.common.network}, {@code .compress}). Out: the same, or a refusal. Threads: those
 * of Kafka's clients.
 */
package dev.millrace.kafkalimit;
