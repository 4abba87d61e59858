package dev.millrace.model;

/**
 * What one batch did to one partition: it took offsets {@code [fromOffset, toOffset)}.
 *
 * @param lastTimestamp of the last record among them whose time is plausible ({@link RecordTime}),
 *     epoch milliseconds, or -1 where there was none
 */
public record LedgerMove(
    String topic,
    int partition,
    long fromOffset,
    long toOffset,
    long written,
    long nulledFields,
    long roundedFields,
    long quarantined,
    long tombstones,
    long gaps,
    long lastTimestamp) {

  public LedgerMove {
    if (toOffset <= fromOffset) {
      throw new IllegalArgumentException(
          "a move goes forward: [" + fromOffset + ", " + toOffset + ")");
    }
    if (toOffset - fromOffset != written + quarantined + tombstones + gaps) {
      throw new IllegalArgumentException(
          "offsets unaccounted for in "
              + topic
              + "["
              + partition
              + "] ["
              + fromOffset
              + ", "
              + toOffset
              + "): written "
              + written
              + ", quarantined "
              + quarantined
              + ", tombstones "
              + tombstones
              + ", gaps "
              + gaps);
    }
  }
}
