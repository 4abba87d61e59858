package dev.millrace.poll;

import dev.millrace.kafka.CommitMetadataCodec;
import dev.millrace.kafka.Partitions;
import dev.millrace.model.LedgerRow;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells Kafka's group how far the destination is. With exactly-once delivery this only serves lag
 * tools, so it is done once a second; otherwise it is the ledger itself, and done after each
 * acknowledgement, and once a second what failed then. Any thread.
 */
final class GroupCommits {
  private final boolean positions;
  private final Map<TopicPartition, OffsetAndMetadata> newest = new ConcurrentHashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> told = new ConcurrentHashMap<>();

  /**
   * @param positions whether what is committed is where the job goes on
   */
  GroupCommits(boolean positions) {
    this.positions = positions;
  }

  /** Else a ledger in the destination has them, and who commits may take a second for it. */
  boolean arePositions() {
    return positions;
  }

  /** Poll thread only. What the group holds of the job's positions, which is none or all. */
  Map<TopicPartition, OffsetAndMetadata> positions(
      ClaimingConsumer consumer, Set<TopicPartition> wanted, Duration atMost) {
    return positions ? consumer.committed(wanted, atMost) : Map.of();
  }

  /** What a claim found counts, even where it is older than what this lane once knew. */
  void claimed(Collection<LedgerRow> rows) {
    for (LedgerRow row : rows) {
      newest.put(Partitions.of(row.id()), CommitMetadataCodec.toCommit(row));
    }
  }

  /**
   * Committed work. It may name partitions that another lane took further since: those stay as they
   * are.
   */
  void remember(Collection<LedgerRow> rows) {
    for (LedgerRow row : rows) {
      newest.merge(
          Partitions.of(row.id()),
          CommitMetadataCodec.toCommit(row),
          (old, now) -> now.offset() > old.offset() ? now : old);
    }
  }

  /** What is to be committed of these partitions and has not been told yet. */
  Map<TopicPartition, OffsetAndMetadata> of(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata offset = newest.get(partition);
      if (offset != null && !offset.equals(told.get(partition))) {
        due.put(partition, offset);
      }
    }
    return due;
  }

  /** Poll thread only. A commit that fails is made good a second later. */
  void commitAsync(ClaimingConsumer consumer) {
    Map<TopicPartition, OffsetAndMetadata> due = of(consumer.assignment());
    if (!due.isEmpty()) {
      consumer.commitAsync(
          due,
          (offsets, failure) -> {
            if (failure == null) {
              told.putAll(offsets);
            }
          });
    }
  }
}
