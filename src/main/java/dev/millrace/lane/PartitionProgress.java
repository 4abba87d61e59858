package dev.millrace.lane;

import dev.millrace.flow.LaneEvent;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.PartitionId;
import dev.millrace.model.RecordTime;

/** What a batch has taken of one partition so far: offsets {@code [from, to)}. Event loop only. */
final class PartitionProgress {
  private final PartitionId id;
  private final int index;
  private final long from;
  private long to;
  private final long[] counts = new long[Count.values().length];
  private long lastTimestamp = -1;
  private long oldestTimestamp = Long.MAX_VALUE;
  private final long latestTimestamp = System.currentTimeMillis() + RecordTime.MAX_AHEAD_MS;

  /**
   * @param index its place among the partitions of the batch
   */
  PartitionProgress(PartitionId id, int index, long from) {
    this.id = id;
    this.index = index;
    this.from = from;
    this.to = from;
  }

  PartitionId id() {
    return id;
  }

  int index() {
    return index;
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
    add(Count.GAPS, offset - to);
    to = offset;
  }

  /** A record was written, with so many of its fields as NULL, and rounded. */
  void written(long timestamp, int nulledFields, int roundedFields) {
    add(Count.WRITTEN, 1);
    add(Count.NULLED_FIELDS, nulledFields);
    add(Count.ROUNDED_FIELDS, roundedFields);
    passed(timestamp);
  }

  void quarantined(long timestamp) {
    add(Count.QUARANTINED, 1);
    passed(timestamp);
  }

  void tombstone(long timestamp) {
    add(Count.TOMBSTONES, 1);
    passed(timestamp);
  }

  private void add(Count count, long more) {
    counts[count.ordinal()] += more;
  }

  private void passed(long timestamp) {
    to++;
    if (timestamp >= RecordTime.EARLIEST && timestamp <= latestTimestamp) {
      lastTimestamp = timestamp;
      oldestTimestamp = Math.min(oldestTimestamp, timestamp);
    } else if (lastTimestamp < 0) {
      lastTimestamp = LaneEvent.Progress.NO_PLAUSIBLE_TIME;
    }
  }

  /**
   * Of the newest record whose time can be right; -1 where there was no record, else {@link
   * LaneEvent.Progress#NO_PLAUSIBLE_TIME}.
   */
  long lastTimestamp() {
    return lastTimestamp;
  }

  /**
   * How long ago the record of the earliest time that can be right was made, in milliseconds; -1
   * where there was no such record.
   */
  long oldestAge(long nowMillis) {
    return oldestTimestamp == Long.MAX_VALUE ? -1 : Math.max(0, nowMillis - oldestTimestamp);
  }

  LedgerMove toMove() {
    return new LedgerMove(
        id.topic(),
        id.partition(),
        from,
        to,
        Counts.of(count -> counts[count.ordinal()]),
        Math.max(-1, lastTimestamp));
  }
}
