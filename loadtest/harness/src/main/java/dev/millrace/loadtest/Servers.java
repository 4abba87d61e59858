package dev.millrace.loadtest;

import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.TempFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Broker and database, each a process of its own, and the topics that were filled. */
final class Servers implements AutoCloseable {
  static final String DATABASE = "loadtest";

  final Path directory = TempFiles.directory("loadtest");
  final EmbeddedMariaDb database = new EmbeddedMariaDb(EmbeddedMariaDb.Settings.STANDARD);
  private final Set<String> filled = new HashSet<>();
  private Child broker;
  private String bootstrap;
  private long databasePid;
  private boolean closed;

  /** Starts both. */
  void start() throws IOException {
    broker =
        Child.java(
            "broker",
            directory,
            List.of("-Xmx1g", "-cp", System.getProperty("java.class.path"), Broker.class.getName()),
            Map.of());
    database.start();
    bootstrap = broker.await("READY", 120);
    if (!database.isExternal()) {
      Path pidFile = Path.of(database.value("SELECT @@pid_file"));
      databasePid = Long.parseLong(Files.readString(pidFile).trim());
    }
  }

  String bootstrap() {
    return bootstrap;
  }

  long brokerPid() {
    return broker.pid();
  }

  long databasePid() {
    return databasePid;
  }

  void createTopic(String topic, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
          .all()
          .get(30, TimeUnit.SECONDS);
      Map<TopicPartition, OffsetSpec> all = new HashMap<>();
      for (int p = 0; p < partitions; p++) {
        all.put(new TopicPartition(topic, p), OffsetSpec.latest());
      }
      // A leader is named before it serves: a producer's first batch would be refused, its second
      // taken, and the first then be out of order for good.
      admin.listOffsets(all).all().get(60, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("topic " + topic + " could not be created: " + e, e);
    }
  }

  /**
   * A topic with exactly these records, event {@code i} in partition {@code i % partitions}; filled
   * once a run.
   */
  String filledTopic(String name, int partitions, long records, Source source) {
    String topic = name + "-" + partitions + "p";
    if (filled.add(topic)) {
      createTopic(topic, partitions);
      try (KafkaProducer<byte[], byte[]> producer = producer(20)) {
        AtomicReference<Exception> failure = new AtomicReference<>();
        for (long i = 0; i < records && failure.get() == null; i++) {
          producer.send(
              record(topic, partitions, i, source),
              (metadata, e) -> {
                if (e != null) {
                  failure.compareAndSet(null, e);
                }
              });
        }
        producer.flush();
        if (failure.get() != null) {
          throw new IllegalStateException(
              "topic " + topic + " could not be filled: " + failure.get(), failure.get());
        }
      }
    }
    return topic;
  }

  /** The end offset of each partition, which is how many records it holds. */
  List<Long> ends(Trial trial) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all = new ArrayList<>();
      for (int p = 0; p < trial.partitions(); p++) {
        all.add(new TopicPartition(trial.topic(), p));
      }
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      return all.stream().map(ends::get).toList();
    }
  }

  static ProducerRecord<byte[], byte[]> record(
      String topic, int partitions, long index, Source source) {
    return new ProducerRecord<>(
        topic, (int) (index % partitions), Long.toString(index).getBytes(), source.record(index));
  }

  KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrap,
            "acks",
            "all",
            "enable.idempotence",
            true,
            "compression.type",
            "lz4",
            "batch.size",
            512 * 1024,
            "linger.ms",
            lingerMillis,
            "max.in.flight.requests.per.connection",
            1,
            "buffer.memory",
            64L << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Messages by index. */
  interface Source {
    byte[] record(long index);
  }

  /** Also ends every contestant that still runs. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Child.closeAll();
    database.close();
    TempFiles.delete(directory);
  }
}
