package dev.millrace.model;

/**
 * What one batch did to one partition: it took offsets {@code [fromOffset, toOffset)}.
 *
 * @param counts what became of these offsets; they account for all of them
 * @param lastTimestamp of the last record among them whose time is plausible ({@link RecordTime}),
 *     epoch milliseconds, or -1 where there was none
 */
public record LedgerMove(
    String topic,
    int partition,
    long fromOffset,
    long toOffset,
    Counts counts,
    long lastTimestamp) {

  public PartitionId id() {
    return new PartitionId(topic, partition);
  }

  public LedgerMove {
    if (toOffset <= fromOffset) {
      throw new IllegalArgumentException(
          "a move goes forward: [" + fromOffset + ", " + toOffset + ")");
    }
    if (toOffset - fromOffset != counts.accounted()) {
      throw new IllegalArgumentException(
          "offsets unaccounted for in "
              + topic
              + "["
              + partition
              + "] ["
              + fromOffset
              + ", "
              + toOffset
              + "): "
              + counts);
    }
  }
}
