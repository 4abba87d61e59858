package dev.millrace.flow;

import java.util.List;

/**
 * What one poll brought.
 *
 * @param payloadBytes size of its keys and messages
 * @param bytes what it costs in credits until it is acknowledged
 */
public record PolledBatch(List<PolledPartition> partitions, long payloadBytes, long bytes) {
  public PolledBatch {
    partitions = List.copyOf(partitions);
  }
}
