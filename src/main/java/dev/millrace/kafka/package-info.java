/**
 * How a Kafka cluster is spoken to: making clients in bounded time, looking at topics, groups and
 * connections, reading samples, and what Kafka's exceptions mean.
 *
 * <p>In: a source. Out: descriptions, records of a sample, or a failure that says what would mend
 * it. Threads: pools of its own, where Kafka's clients may wait.
 */
package dev.millrace.kafka;
