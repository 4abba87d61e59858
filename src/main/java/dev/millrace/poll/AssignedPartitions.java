package dev.millrace.poll;

import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.PolledPartition;
import dev.millrace.kafka.Partitions;
import dev.millrace.model.PartitionId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The claimed partitions of a lane and the next offset expected of each: turns what polls bring
 * into {@link PolledPartition}s whose ranges follow each other without a hole. Event loop only.
 */
final class AssignedPartitions {
  private static final CopiedRecords NO_RECORDS =
      new CopiedRecords(List.of(), new RecordBufferPool().lease());

  private final Map<PartitionId, Long> stopOffsets;
  private final Map<TopicPartition, Long> expected = new HashMap<>();

  /**
   * @param stopOffsets end (exclusive) by partition of a bounded job; empty for an endless one
   */
  AssignedPartitions(Map<PartitionId, Long> stopOffsets) {
    this.stopOffsets = stopOffsets;
  }

  void claimed(TopicPartition partition, long nextOffset) {
    expected.put(partition, nextOffset);
  }

  void gone(Set<TopicPartition> partitions) {
    expected.keySet().removeAll(partitions);
  }

  Set<PartitionId> ids() {
    return Partitions.ids(expected.keySet());
  }

  /** Whether a bounded job has nothing to read of the partition at or after {@code offset}. */
  boolean isPastEnd(TopicPartition partition, long offset) {
    return !stopOffsets.isEmpty()
        && offset >= stopOffsets.getOrDefault(Partitions.id(partition), 0L);
  }

  /** Claimed partitions that have been read to the job's end; they need not be polled any more. */
  Set<TopicPartition> atEnd() {
    Set<TopicPartition> atEnd = new HashSet<>();
    expected.forEach(
        (partition, next) -> {
          if (isPastEnd(partition, next)) {
            atEnd.add(partition);
          }
        });
    return atEnd;
  }

  /**
   * What a poll brought; null when nothing of it is for this lane any more.
   *
   * @param memory holds it
   */
  PolledBatch take(ConsumerRecords<ByteBuffer, ByteBuffer> records, RecordBufferPool.Lease memory) {
    List<PolledPartition> partitions = new ArrayList<>();
    long bytes = 0;
    long payload = 0;
    for (TopicPartition partition : records.partitions()) {
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> list = records.records(partition);
      Long from = expected.get(partition);
      if (from == null || list.get(0).offset() < from) {
        continue; // polled before the partition was taken away or claimed anew
      }
      OffsetAndMetadata next = records.nextOffsets().get(partition);
      long to = next != null ? next.offset() : list.get(list.size() - 1).offset() + 1;
      if (!stopOffsets.isEmpty()) {
        to = Math.min(to, stopOffsets.getOrDefault(Partitions.id(partition), from));
        list = list.subList(0, countBefore(list, to));
      }
      if (to > from) {
        CopiedRecords copied = new CopiedRecords(list, memory);
        partitions.add(new PolledPartition(Partitions.id(partition), from, to, copied));
        bytes += copied.bytes();
        payload += copied.payloadBytes();
        expected.put(partition, to);
      }
    }
    // One poll may bring records of some partitions, and of others only that they went on.
    records
        .nextOffsets()
        .forEach(
            (partition, next) -> {
              if (records.records(partition).isEmpty()) {
                pass(partition, next.offset(), partitions);
              }
            });
    return partitions.isEmpty() ? null : new PolledBatch(partitions, payload, bytes);
  }

  /** Offsets that were passed without a record; null when none of them is for this lane. */
  PolledBatch pass(Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
    List<PolledPartition> partitions = new ArrayList<>();
    nextOffsets.forEach((partition, next) -> pass(partition, next.offset(), partitions));
    return partitions.isEmpty() ? null : new PolledBatch(partitions, 0, 0);
  }

  private void pass(TopicPartition partition, long next, List<PolledPartition> into) {
    Long from = expected.get(partition);
    if (from == null) {
      return;
    }
    long to =
        stopOffsets.isEmpty()
            ? next
            : Math.min(next, stopOffsets.getOrDefault(Partitions.id(partition), from));
    if (to > from) {
      into.add(new PolledPartition(Partitions.id(partition), from, to, NO_RECORDS));
      expected.put(partition, to);
    }
  }

  private static int countBefore(List<ConsumerRecord<ByteBuffer, ByteBuffer>> list, long end) {
    int low = 0;
    int high = list.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list.get(middle).offset() < end) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
