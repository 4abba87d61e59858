package dev.millrace.job;

import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.RealServers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * A topic of a test's own, written to record by record; every write is acknowledged before the call
 * returns.
 */
public final class Topic implements AutoCloseable {
  private final EmbeddedKafka kafka;
  private final String name;
  private final KafkaProducer<byte[], byte[]> producer;

  public Topic(EmbeddedKafka kafka, int partitions) {
    this.kafka = kafka;
    this.name = RealServers.freshTopic(partitions);
    this.producer = kafka.producer();
  }

  public String name() {
    return name;
  }

  public EmbeddedKafka kafka() {
    return kafka;
  }

  public void send(int partition, String... values) {
    for (String value : values) {
      send(
          new ProducerRecord<>(
              name,
              partition,
              null,
              value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** Many, acknowledged together. */
  public void sendAll(int partition, String... values) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      sent.add(producer.send(new ProducerRecord<>(name, partition, null, bytes)));
    }
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  void sendAt(int partition, long timestamp, String value) {
    send(
        new ProducerRecord<>(
            name, partition, timestamp, null, value.getBytes(StandardCharsets.UTF_8)));
  }

  public void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Sends in a transaction that is committed or aborted; either leaves markers among the offsets.
   */
  void sendInTransaction(int partition, boolean commit, String... values) {
    try (KafkaProducer<byte[], byte[]> transactional =
        kafka.producer(
            Map.of(
                "transactional.id",
                name + "-" + System.nanoTime(),
                "enable.idempotence",
                "true"))) {
      transactional.initTransactions();
      transactional.beginTransaction();
      for (String value : values) {
        transactional.send(
            new ProducerRecord<>(name, partition, null, value.getBytes(StandardCharsets.UTF_8)));
      }
      transactional.flush();
      if (commit) {
        transactional.commitTransaction();
      } else {
        transactional.abortTransaction();
      }
    }
  }

  /** What a group committed. */
  Map<TopicPartition, OffsetAndMetadata> commits(String group) {
    try {
      return kafka.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** Commits for a group without members, as somebody may do by hand. */
  void putBack(String group, Map<TopicPartition, OffsetAndMetadata> commits) {
    try {
      kafka.admin().alterConsumerGroupOffsets(group, commits).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
