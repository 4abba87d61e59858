package dev.millrace.lane;

import dev.millrace.model.LedgerMove;

/** What a batch has taken of one partition so far: offsets {@code [from, to)}. Event loop only. */
final class Progress {
  private final String topic;
  private final int partition;
  private final long from;
  private long to;
  private long written;
  private long nulledFields;
  private long quarantined;
  private long tombstones;
  private long gaps;
  private long lastTimestamp = -1;

  Progress(String topic, int partition, long from) {
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

  void written(long timestamp, int nulled) {
    written++;
    nulledFields += nulled;
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
    lastTimestamp = timestamp;
  }

  long records() {
    return written + quarantined + tombstones;
  }

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
        0,
        quarantined,
        tombstones,
        gaps,
        lastTimestamp);
  }
}
