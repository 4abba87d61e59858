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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the newest records of very many topics by one consumer without a group: of each topic the
 * last ten offsets of its three fullest partitions, 4 MiB at most, and 64 MiB of all. What it gives
 * it does not keep. A worker thread for one call.
 */
public final class NewestOfTopics {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int OFFSETS_BACK = 10;
  private static final int PARTITIONS = 3;
  private static final long TOPIC_BYTES = 4 << 20;
  private static final long ALL_BYTES = 64 << 20;

  /** A batch that is larger comes whole all the same. */
  private static final int PARTITION_FETCH_BYTES = 64 << 10;

  private static final int FETCH_BYTES = 4 << 20;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final ReadLimits limits;
  private final Consumer<Sample> taker;
  private final long deadline;
  private final Map<TopicPartition, Long> end = new HashMap<>();
  private final Set<TopicPartition> open = new HashSet<>();
  private final Set<String> denied = new TreeSet<>();
  private final Map<String, Long> bytes = new HashMap<>();

  /**
   * Topics whose newest records were not all read.
   *
   * @param denied that the user may not read
   * @param unfinished for which there was no time
   */
  public record Unread(Set<String> denied, Set<String> unfinished) {}

  private NewestOfTopics(
      KafkaConsumer<byte[], byte[]> consumer,
      ReadLimits limits,
      long deadline,
      Consumer<Sample> taker) {
    this.consumer = consumer;
    this.limits = limits;
    this.deadline = deadline;
    this.taker = taker;
  }

  /**
   * Reads for as long as there is time; what could not be read is the answer. Fails with {@link
   * BrokerException}; the consumer is closed in any case.
   *
   * @param source its references resolved
   */
  static Future<Unread> read(
      Vertx vertx,
      SourceSpec source,
      List<TopicPartition> partitions,
      Duration timeout,
      Consumer<Sample> taker) {
    long deadline = System.nanoTime() + timeout.toNanos();
    ReadLimits limits = new ReadLimits();
    return ClientFactory.of(vertx)
        .make(source, () -> make(source, limits), NewestOfTopics::close)
        .compose(
            consumer ->
                BrokerThreads.SAMPLERS.run(
                    vertx,
                    () -> {
                      limits.enter();
                      try {
                        return new NewestOfTopics(consumer, limits, deadline, taker)
                            .all(partitions);
                      } finally {
                        close(consumer);
                        ReadLimits.leave();
                      }
                    }))
        .recover(
            e ->
                Future.failedFuture(
                    BrokerErrors.of(
                        limits.refusedOr(e), source.bootstrapServers(), source.topic())));
  }

  private static KafkaConsumer<byte[], byte[]> make(SourceSpec source, ReadLimits limits) {
    Map<String, Object> properties = ConsumerProperties.ofSampler(source);
    properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    // A lane may wait for more; here a caller waits.
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_FETCH_BYTES);
    limits.enter();
    try {
      return new KafkaConsumer<>(
          properties,
          new ByteArrayDeserializer(),
          new BoundedDeserializer<>(new ByteArrayDeserializer(), limits));
    } catch (KafkaException e) {
      throw BrokerErrors.ofMaking(e, source.bootstrapServers(), source.topic());
    } finally {
      ReadLimits.leave();
    }
  }

  private static void close(KafkaConsumer<?, ?> consumer) {
    consumer.close(CloseOptions.timeout(POLL));
  }

  private Duration left() {
    return Duration.ofNanos(Math.max(POLL.toNanos(), deadline - System.nanoTime()));
  }

  private Unread all(List<TopicPartition> partitions) {
    if (System.nanoTime() < deadline && !partitions.isEmpty()) {
      begin(partitions);
      long read = 0;
      while (!open.isEmpty() && System.nanoTime() < deadline && read < ALL_BYTES) {
        for (ConsumerRecord<byte[], byte[]> record : poll()) {
          read += take(record);
        }
        passEnds();
      }
    } else {
      open.addAll(partitions);
    }
    Set<String> unfinished = new TreeSet<>();
    open.forEach(partition -> unfinished.add(partition.topic()));
    return new Unread(denied, unfinished);
  }

  private void begin(List<TopicPartition> partitions) {
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions, left());
    end.putAll(consumer.endOffsets(partitions, left()));
    Map<String, List<TopicPartition>> full = new TreeMap<>();
    for (TopicPartition p : partitions) {
      if (end.get(p) > first.get(p)) {
        full.computeIfAbsent(p.topic(), topic -> new ArrayList<>()).add(p);
      }
    }
    for (List<TopicPartition> some : full.values()) {
      some.sort(
          Comparator.<TopicPartition>comparingLong(p -> end.get(p) - first.get(p))
              .reversed()
              .thenComparing(TopicPartition::partition));
      open.addAll(some.subList(0, Math.min(PARTITIONS, some.size())));
    }
    consumer.assign(open);
    open.forEach(p -> consumer.seek(p, Math.max(first.get(p), end.get(p) - OFFSETS_BACK)));
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    limits.pollBegins();
    try {
      return consumer.poll(POLL);
    } catch (TopicAuthorizationException e) {
      denied.addAll(e.unauthorizedTopics());
      drop(open.stream().filter(p -> denied.contains(p.topic())).toList());
    } catch (OffsetOutOfRangeException e) {
      // Deleted by the broker meanwhile.
      drop(e.partitions());
    } catch (RecordDeserializationException e) {
      consumer.seek(e.topicPartition(), e.offset() + 1);
    } catch (KafkaException e) {
      TopicPartition p = TooLargeRecord.partition(e);
      if (TooLargeRecord.in(e) == null || p == null) {
        throw e;
      }
      drop(List.of(p));
    }
    return ConsumerRecords.empty();
  }

  private void drop(Collection<TopicPartition> partitions) {
    open.removeAll(List.copyOf(partitions));
    // Not paused: of topics that may not be read the client would complain at each poll.
    consumer.assign(open);
  }

  private long take(ConsumerRecord<byte[], byte[]> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    if (record.offset() >= end.get(partition)) {
      return 0;
    }
    taker.accept(Sampler.toSample(record));
    long size = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    bytes.merge(record.topic(), size, Long::sum);
    return size;
  }

  private void passEnds() {
    int before = open.size();
    open.removeIf(
        p ->
            bytes.getOrDefault(p.topic(), 0L) > TOPIC_BYTES
                || consumer.position(p, left()) >= end.get(p));
    if (open.size() < before) {
      consumer.assign(open);
    }
  }
}
