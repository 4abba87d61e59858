package dev.millrace.flow;

import java.util.List;

/**
 * What one poll brought.
 *
 * @param bytes what it costs in credits until it is acknowledged
 */
public record PolledBatch(List<PolledPartition> partitions, long bytes) {
  public PolledBatch {
    partitions = List.copyOf(partitions);
  }
}
