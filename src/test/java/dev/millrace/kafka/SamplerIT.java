package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.model.Sample;
import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Newest records where offsets have holes, on a broker whose log cleaner is in a hurry. */
@OneServer("It has no database.")
class SamplerIT {
  /** Segments roll by the records' time, and the cleaner takes old ones at once. */
  private static final long LONG_AGO = 1_000_000_000_000L;

  /** Where nothing is compacted, the broker deletes what is old. */
  private static final long NOW = System.currentTimeMillis();

  private static EmbeddedKafka kafka;
  private static Vertx vertx;

  @BeforeAll
  static void start() {
    kafka = new EmbeddedKafka(Map.of("log.cleaner.backoff.ms", "200")).start();
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stop() {
    vertx.close().await();
    kafka.close();
  }

  private static List<Sample> newest(String topic, int count) throws Exception {
    return new Sampler(vertx)
        .newest(SourceSpec.of(kafka.bootstrapServers(), topic), count)
        .await(30, TimeUnit.SECONDS);
  }

  private static String value(Sample sample) {
    return new String(sample.value(), StandardCharsets.UTF_8);
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, long since, int i, int keys) {
    producer.send(
        new ProducerRecord<>(
            topic,
            0,
            since + i,
            Integer.toString(i % keys).getBytes(StandardCharsets.UTF_8),
            Integer.toString(i).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatCompactionLeftIsFoundHoweverFarBackItLies() throws Exception {
    kafka.createTopic(
        "compacted",
        1,
        Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.001",
            "segment.ms", "200",
            "max.compaction.lag.ms", "200"));
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      // Seven keys that are not written again, then one key over and over.
      for (int i = 0; i < 7; i++) {
        send(producer, "compacted", LONG_AGO, i, 7);
      }
      for (int i = 7; i < 6_000; i++) {
        send(producer, "compacted", LONG_AGO, i, 1);
      }
      producer.flush();
      int[] next = {6_000};
      Eventually.until(
          "the log was compacted",
          Duration.ofSeconds(60),
          () -> {
            // Each so much later that a new segment begins: the last one is never cleaned.
            next[0] += 1_000;
            send(producer, "compacted", LONG_AGO, next[0], 1);
            producer.flush();
            return newest("compacted", 1_000).size() < 500;
          });
    }

    List<Sample> found = newest("compacted", 1_000);

    assertThat(found.subList(0, 6))
        .extracting(SamplerIT::value)
        .containsExactly("1", "2", "3", "4", "5", "6");
    assertThat(found).extracting(Sample::offset).isSorted();
  }

  @Test
  void deletedBeginningsAndEmptyTopicsAreNoTrouble() throws Exception {
    kafka.createTopic("trimmed", 1);
    kafka.createTopic("empty", 3);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      for (int i = 0; i < 20; i++) {
        send(producer, "trimmed", NOW, i, 20);
      }
      producer.flush();
    }
    kafka
        .admin()
        .deleteRecords(
            Map.of(
                new org.apache.kafka.common.TopicPartition("trimmed", 0),
                org.apache.kafka.clients.admin.RecordsToDelete.beforeOffset(17)))
        .all()
        .get();

    assertThat(newest("trimmed", 10))
        .extracting(SamplerIT::value)
        .containsExactly("17", "18", "19");
    assertThat(newest("empty", 10)).isEmpty();
  }

  @Test
  void aBrokerThatNeverAnswersIsGivenUpInTime() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();

      Throwable given =
          catchThrowable(
              () ->
                  new Sampler(vertx)
                      .newest(
                          SourceSpec.of("127.0.0.1:" + silent.getLocalPort(), "t"),
                          10,
                          Duration.ofSeconds(1))
                      .await(30, TimeUnit.SECONDS));

      assertThat(given).isInstanceOf(BrokerException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(7));
    }
  }

  @Test
  void thereAreFewerWhereTheyWouldFillTheMemory() throws Exception {
    kafka.createTopic("big", 1, Map.of("max.message.bytes", "16777216"));
    try (KafkaProducer<byte[], byte[]> producer =
        kafka.producer(Map.of("max.request.size", 16 << 20, "compression.type", "lz4"))) {
      for (int i = 0; i < 11; i++) {
        producer.send(new ProducerRecord<>("big", new byte[8_000_000])).get();
      }
    }

    List<Sample> found = newest("big", 1_000);

    int fitting = (int) Math.min(11, Math.max(1, Sampler.MAX_BYTES / 8_000_000));
    assertThat(found)
        .extracting(Sample::offset)
        .containsExactlyElementsOf(LongStream.range(11 - fitting, 11).boxed().toList());
  }

  @Test
  void largeRecordsOfManyPartitionsDoNotAddUp() throws Exception {
    kafka.createTopic("wide", 12, Map.of("max.message.bytes", "16777216"));
    try (KafkaProducer<byte[], byte[]> producer =
        kafka.producer(Map.of("max.request.size", 16 << 20))) {
      for (int i = 0; i < 12; i++) {
        producer.send(new ProducerRecord<>("wide", i, null, new byte[1_000_000])).get();
      }
    }

    List<Sample> found =
        new Sampler(vertx)
            .newest(
                SourceSpec.of(kafka.bootstrapServers(), "wide"),
                100,
                Duration.ofSeconds(15),
                4L << 20)
            .await(30, TimeUnit.SECONDS);

    assertThat(found.stream().mapToLong(s -> s.value().length).sum())
        .isBetween(1_000_000L, 4L << 20);
  }
}
