package dev.millrace.kafka;

import dev.millrace.kafkalimit.BoundedDeserializer;
import dev.millrace.kafkalimit.ReadLimits;
import dev.millrace.kafkalimit.TooLargeRecord;
import dev.millrace.model.Sample;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the newest records of a topic without a group, so that no consumer is disturbed: seeks back
 * from each partition's end, and further back where compaction or transactions left fewer records
 * than offsets.
 *
 * <p>Bounded in time: what was found by then is the answer. Runs on a worker thread of its own
 * call; its futures fail with {@link BrokerException} only.
 */
public final class Sampler {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK = Duration.ofSeconds(8);

  /** So much of all partitions' records is kept in memory, about; less where the heap is small. */
  static final long MAX_BYTES = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);

  private static final int PARTITION_FETCH_BYTES = 1 << 20;

  private final Vertx vertx;

  public Sampler(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * The newest {@code count} records over all partitions, oldest first; fewer where there are
   * fewer, or where they would have more than 64 MiB or a sixteenth of the heap.
   */
  public Future<List<Sample>> newest(SourceSpec source, int count) {
    return newest(source, count, TIMEOUT);
  }

  /** The same in less time. */
  public Future<List<Sample>> newest(SourceSpec source, int count, Duration timeout) {
    return newest(source, count, timeout, MAX_BYTES);
  }

  /** The same in less time and memory: about {@code maxBytes}, but at least one record. */
  public Future<List<Sample>> newest(
      SourceSpec source, int count, Duration timeout, long maxBytes) {
    return BrokerThreads.SAMPLERS
        .run(vertx, () -> read(source, count, timeout, Math.min(maxBytes, MAX_BYTES)))
        .recover(
            e ->
                Future.failedFuture(BrokerErrors.of(e, source.bootstrapServers(), source.topic())));
  }

  private static List<Sample> read(SourceSpec source, int count, Duration timeout, long maxBytes) {
    ConnectionProbe.check(source);
    ReadLimits limits = new ReadLimits();
    limits.enter();
    KafkaConsumer<byte[], byte[]> consumer = null;
    try {
      consumer = make(source, limits, maxBytes);
      return new Reading(consumer, limits, source.topic(), count, timeout, maxBytes).all();
    } catch (TimeoutException e) {
      limits.throwIfRefused();
      throw e;
    } finally {
      ReadLimits.leave();
      close(consumer);
    }
  }

  private static KafkaConsumer<byte[], byte[]> make(
      SourceSpec source, ReadLimits limits, long maxBytes) {
    Map<String, Object> properties = ConsumerProperties.ofSampler(source);
    if (maxBytes < MAX_BYTES) {
      properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, (int) maxBytes);
      properties.put(
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          (int) Math.min(PARTITION_FETCH_BYTES, maxBytes));
    }
    try {
      return new KafkaConsumer<>(
          properties,
          new ByteArrayDeserializer(),
          new BoundedDeserializer<>(new ByteArrayDeserializer(), limits));
    } catch (KafkaException e) {
      throw BrokerErrors.ofMaking(e, source.bootstrapServers(), source.topic());
    }
  }

  private static void close(KafkaConsumer<?, ?> consumer) {
    if (consumer != null) {
      // By itself it would wait 30 s for a broker that does not answer any more.
      consumer.close(CloseOptions.timeout(POLL));
    }
  }

  static Sample toSample(ConsumerRecord<byte[], byte[]> record) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    record.headers().forEach(h -> headers.put(h.key(), h.value()));
    return new Sample(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.key(),
        headers,
        record.value());
  }

  /** One call's work. Worker thread only. */
  private static final class Reading {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ReadLimits limits;
    private final int count;
    private final long maxBytes;
    private final List<TopicPartition> partitions;
    private final Map<TopicPartition, Long> begin;
    private final Map<TopicPartition, Long> end;
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> found = new HashMap<>();
    private final long deadline;
    private boolean full;

    Reading(
        KafkaConsumer<byte[], byte[]> consumer,
        ReadLimits limits,
        String topic,
        int count,
        Duration timeout,
        long maxBytes) {
      this.maxBytes = maxBytes;
      this.consumer = consumer;
      this.limits = limits;
      this.count = count;
      this.deadline = System.nanoTime() + timeout.toNanos();
      this.partitions =
          // One that no broker leads would be waited for in vain, and the others with it.
          consumer.partitionsFor(topic, ask()).stream()
              .filter(info -> info.leader() != null && !info.leader().isEmpty())
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      if (partitions.isEmpty()) {
        throw BrokerException.leaderless(topic);
      }
      this.begin = consumer.beginningOffsets(partitions, ask());
      this.end = consumer.endOffsets(partitions, ask());
    }

    /** The longest that one question to the broker may take. */
    private Duration ask() {
      long left = Math.max(POLL.toNanos(), deadline - System.nanoTime());
      return ASK.toNanos() < left ? ASK : Duration.ofNanos(left);
    }

    List<Sample> all() {
      long back = count;
      Map<TopicPartition, Long> from = new HashMap<>();
      partitions.forEach(p -> from.put(p, Math.max(begin.get(p), end.get(p) - count)));
      readFrom(from);
      // Holes: go back twice as far each time until there is enough or nothing is left.
      while (!full && isTooFew(from) && System.nanoTime() < deadline) {
        back = back * 2;
        for (TopicPartition p : partitions) {
          if (records(p).size() < count) {
            from.put(p, Math.max(begin.get(p), end.get(p) - back));
          }
        }
        readFrom(from);
      }
      return found.values().stream()
          .flatMap(List::stream)
          .sorted(
              Comparator.<ConsumerRecord<byte[], byte[]>>comparingLong(ConsumerRecord::timestamp)
                  .thenComparing(ConsumerRecord::partition)
                  .thenComparing(ConsumerRecord::offset))
          .skip(Math.max(0, found.values().stream().mapToInt(List::size).sum() - count))
          .map(Sampler::toSample)
          .toList();
    }

    private boolean isTooFew(Map<TopicPartition, Long> from) {
      return found.values().stream().mapToInt(List::size).sum() < count
          && partitions.stream().anyMatch(p -> from.get(p) > begin.get(p));
    }

    private List<ConsumerRecord<byte[], byte[]>> records(TopicPartition p) {
      return found.getOrDefault(p, List.of());
    }

    private void readFrom(Map<TopicPartition, Long> from) {
      List<TopicPartition> open =
          new ArrayList<>(partitions.stream().filter(p -> from.get(p) < end.get(p)).toList());
      Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> before = new HashMap<>(found);
      open.forEach(p -> found.put(p, new ArrayList<>()));
      consumer.assign(open);
      // What the reading before had paused stays so, even through a new assignment.
      consumer.resume(open);
      open.forEach(p -> consumer.seek(p, from.get(p)));
      while (!open.isEmpty() && System.nanoTime() < deadline) {
        ConsumerRecords<byte[], byte[]> records = poll();
        for (TopicPartition p : records.partitions()) {
          for (ConsumerRecord<byte[], byte[]> record : records.records(p)) {
            if (record.offset() < end.get(p)) {
              found.get(p).add(record);
            }
          }
          keepNewest(found.get(p));
        }
        open.removeIf(p -> consumer.position(p, ask()) >= end.get(p));
        consumer.pause(consumer.assignment().stream().filter(p -> !open.contains(p)).toList());
      }
      // Where time was over before the end: what an earlier reading found is newer.
      open.forEach(p -> found.computeIfPresent(p, (q, some) -> before.getOrDefault(q, some)));
    }

    /** Passes over a record that is too large to be read: it is no sample. */
    private ConsumerRecords<byte[], byte[]> poll() {
      limits.pollBegins();
      try {
        return consumer.poll(POLL);
      } catch (RecordDeserializationException e) {
        consumer.seek(e.topicPartition(), e.offset() + 1);
      } catch (KafkaException e) {
        TopicPartition p = TooLargeRecord.partition(e);
        if (TooLargeRecord.in(e) == null || p == null) {
          throw e;
        }
        // Not one record, but the batch: where it ends is not known, only where the partition does.
        consumer.seek(p, end.get(p));
      }
      return ConsumerRecords.empty();
    }

    private void keepNewest(List<ConsumerRecord<byte[], byte[]>> records) {
      if (records.isEmpty()) {
        return;
      }
      int first = records.size() - 1;
      long bytes = bytes(records.get(first));
      while (first > 0 && records.size() - first < count) {
        bytes += bytes(records.get(first - 1));
        if (bytes > maxBytes / partitions.size()) {
          full = true;
          break;
        }
        first--;
      }
      records.subList(0, first).clear();
      if (bytes(records.get(0)) > maxBytes / partitions.size()) {
        full = true;
        if (isTooMuch()) {
          records.clear();
        }
      }
    }

    /** Whether partitions whose newest records are large have too much together. */
    private boolean isTooMuch() {
      long bytes = 0;
      int held = 0;
      for (List<ConsumerRecord<byte[], byte[]>> some : found.values()) {
        held += some.size();
        for (ConsumerRecord<byte[], byte[]> record : some) {
          bytes += bytes(record);
        }
      }
      return held > 1 && bytes > maxBytes;
    }

    private static long bytes(ConsumerRecord<byte[], byte[]> record) {
      return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    }
  }
}
