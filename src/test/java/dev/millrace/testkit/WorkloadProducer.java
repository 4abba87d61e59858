package dev.millrace.testkit;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Puts events of the standard workload into a topic, fast: lz4, large batches, idempotent.
 *
 * <p>Event {@code i} goes to partition {@code i % partitions}; in a topic that holds nothing else,
 * with production from event 0 on, its offset is {@code i / partitions}.
 */
public final class WorkloadProducer implements AutoCloseable {
  private final Workload workload;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  public WorkloadProducer(EmbeddedKafka kafka, Workload workload, String topic, int partitions) {
    this.workload = workload;
    this.topic = topic;
    this.partitions = partitions;
    producer =
        kafka.producer(
            Map.of(
                "compression.type",
                "lz4",
                "batch.size",
                512 * 1024,
                "linger.ms",
                20,
                "buffer.memory",
                64L << 20));
  }

  /** Sends the events {@code [from, to)} and returns when the broker has them all. */
  public void produce(long from, long to) {
    for (long i = from; i < to; i++) {
      send(i);
    }
    flush();
  }

  /** Sends one event without waiting for the broker, except where the buffer is full. */
  public void send(long index) {
    producer.send(
        new ProducerRecord<>(
            topic, (int) (index % partitions), workload.key(index), workload.record(index)),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          }
        });
  }

  /** Returns when the broker has all that was sent. */
  public void flush() {
    producer.flush();
    Exception e = failure.get();
    if (e != null) {
      throw new IllegalStateException("an event was not taken by the broker: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
