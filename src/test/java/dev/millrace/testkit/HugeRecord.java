package dev.millrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record that arrives small and unpacks to many times as much, in the midst of small ones. */
public final class HugeRecord {
  private HugeRecord() {}

  /**
   * Writes one compressed batch to partition 0: {@code before} records, the huge one, {@code
   * behind} more.
   *
   * @param codec {@code zstd}, {@code gzip}, {@code lz4} or {@code snappy}
   */
  public static void send(
      EmbeddedKafka kafka, String topic, String codec, int bytes, int before, int behind) {
    Map<String, Object> one =
        Map.of(
            "compression.type",
            codec,
            "max.request.size",
            bytes + (1 << 20),
            "buffer.memory",
            3L * bytes,
            "batch.size",
            bytes + (1 << 20),
            "linger.ms",
            2_000);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer(one)) {
      for (int i = 0; i < before; i++) {
        producer.send(new ProducerRecord<>(topic, 0, null, small(i)));
      }
      byte[] huge = new byte[bytes];
      Arrays.fill(huge, (byte) 'x');
      producer.send(new ProducerRecord<>(topic, 0, null, huge));
      for (int i = 0; i < behind; i++) {
        producer.send(new ProducerRecord<>(topic, 0, null, small(before + 1 + i)));
      }
      producer.flush();
    }
  }

  /** A small record with the number {@code i} as {@code n}. */
  public static byte[] small(int i) {
    return ("{\"n\":" + i + "}").getBytes(UTF_8);
  }
}
