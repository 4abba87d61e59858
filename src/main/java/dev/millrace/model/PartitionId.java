package dev.millrace.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A partition of a topic. The number alone names none as soon as two topics meet: in a job that was
 * given another topic, in a ledger that many jobs share.
 *
 * @param partition its number, from 0
 */
public record PartitionId(String topic, int partition) implements Comparable<PartitionId> {
  private static final Comparator<PartitionId> ORDER =
      Comparator.comparing(PartitionId::topic).thenComparingInt(PartitionId::partition);

  /** Their numbers, each once, in order: for sentences about one topic. */
  public static List<Integer> numbers(Collection<PartitionId> partitions) {
    return partitions.stream().map(PartitionId::partition).distinct().sorted().toList();
  }

  @Override
  public int compareTo(PartitionId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PartitionId id && partition == id.partition && topic.equals(id.topic);
  }

  /** A string keeps its hash; records that are hashed through method handles cost more. */
  @Override
  public int hashCode() {
    return 31 * topic.hashCode() + partition;
  }

  /** As users write it: {@code orders:0}. */
  @Override
  public String toString() {
    return topic + ":" + partition;
  }
}
