/**
 * Records out of Kafka: the consumer of a lane, which claims partitions before it reads them and
 * tells the group how far they are. Looks at topics and samples are in {@code kafka}.
 *
 * <p>In: a source and a job. Out: {@link dev.millrace.flow.PolledBatch} on the bus. Threads: each
 * lane has one poll thread, made by vertx-kafka-client, the only kind of thread in the engine that
 * may wait, and only with a bound; everything else runs on event loops.
 */
package dev.millrace.poll;
