package dev.millrace.lane;

import dev.millrace.flow.LaneEvent;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.RecordTime;

/** What a batch has taken of one partition so far: offsets {@code [from, to)}. Event loop only. */
final class PartitionProgress {
  private final String topic;
  private final int partition;
  private final long from;
  private long to;
  private long written;
  private long nulledFields;
  private long roundedFields;
  private long quarantined;
  private long tombstones;
  private long gaps;
  private long lastTimestamp = -1;
  private final long latestTimestamp = System.currentTimeMillis() + RecordTime.MAX_AHEAD_MS;

  PartitionProgress(String topic, int partition, long from) {
    this.topic = topic;
    this.partition = partition;
    this.from = from;
    this.to = from;
  }

  int partition() {
    return partition;
  }

  /** End (exclusive) of what was taken. */
  long to() {
    return to;
  }

  boolean moved() {
    return to > from;
  }

  /** Offsets up to {@code offset} hold no record. */
  void gapTo(long offset) {
    gaps += offset - to;
    to = offset;
  }

  /** A record was written, as the encoder left it. */
  void written(long timestamp, RecordEncoder encoder) {
    written++;
    nulledFields += encoder.nulledFields();
    roundedFields += encoder.roundedFields();
    passed(timestamp);
  }

  void quarantined(long timestamp) {
    quarantined++;
    passed(timestamp);
  }

  void tombstone(long timestamp) {
    tombstones++;
    passed(timestamp);
  }

  private void passed(long timestamp) {
    to++;
    if (timestamp >= RecordTime.EARLIEST && timestamp <= latestTimestamp) {
      lastTimestamp = timestamp;
    } else if (lastTimestamp < 0) {
      lastTimestamp = LaneEvent.Progress.NO_PLAUSIBLE_TIME;
    }
  }

  long records() {
    return written + quarantined + tombstones;
  }

  /**
   * Of the newest record whose time can be right; -1 where there was no record, else {@link
   * LaneEvent.Progress#NO_PLAUSIBLE_TIME}.
   */
  long lastTimestamp() {
    return lastTimestamp;
  }

  LedgerMove toMove() {
    return new LedgerMove(
        topic,
        partition,
        from,
        to,
        written,
        nulledFields,
        roundedFields,
        quarantined,
        tombstones,
        gaps,
        Math.max(-1, lastTimestamp));
  }
}
