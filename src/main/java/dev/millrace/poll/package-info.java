/**
 * Records out of Kafka: the consumer of a lane, the probe that asks a topic for its partitions and
 * offsets, and the sampler that reads the newest records.
 *
 * <p>In: a source and a job. Out: {@link dev.millrace.flow.PolledBatch} on the bus. Threads: each
 * lane has one poll thread, made by vertx-kafka-client, the only kind of thread in the engine that
 * may wait, and only with a bound; everything else runs on event loops. May use: {@code kafka},
 * {@code flow}, {@code metrics}, {@code model}; the only home of vertx-kafka-client.
 */
package dev.millrace.poll;
