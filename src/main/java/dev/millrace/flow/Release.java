package dev.millrace.flow;

import dev.millrace.model.PartitionId;
import java.util.Set;

/**
 * Tells the sink that these partitions are no longer the lane's; later batches that hold one are
 * fenced.
 */
public record Release(Set<PartitionId> partitions) {
  public Release {
    partitions = Set.copyOf(partitions);
  }
}
