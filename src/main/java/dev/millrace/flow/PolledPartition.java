package dev.millrace.flow;

import dev.millrace.model.PartitionId;

/**
 * What one poll brought of one partition: everything that stands in offsets {@code [fromOffset,
 * toOffset)}. Offsets in that range without a record are gaps (compaction, transaction markers,
 * retention).
 *
 * @param records may be empty where the range holds gaps only
 */
public record PolledPartition(
    PartitionId id, long fromOffset, long toOffset, PolledRecords records) {
  public PolledPartition {
    if (toOffset <= fromOffset) {
      throw new IllegalArgumentException("empty range [" + fromOffset + ", " + toOffset + ")");
    }
  }

  public String topic() {
    return id.topic();
  }

  public int partition() {
    return id.partition();
  }
}
