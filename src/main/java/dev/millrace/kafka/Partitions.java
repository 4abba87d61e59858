package dev.millrace.kafka;

import dev.millrace.model.PartitionId;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** Partitions as Kafka's clients and as the engine name them. */
public final class Partitions {
  private Partitions() {}

  public static PartitionId id(TopicPartition partition) {
    return new PartitionId(partition.topic(), partition.partition());
  }

  public static Set<PartitionId> ids(Collection<TopicPartition> partitions) {
    return partitions.stream().map(Partitions::id).collect(Collectors.toSet());
  }

  public static TopicPartition of(PartitionId id) {
    return new TopicPartition(id.topic(), id.partition());
  }
}
