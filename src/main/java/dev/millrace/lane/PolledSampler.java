package dev.millrace.lane;

import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.PolledRecords;
import dev.millrace.model.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Copies a few of the polled records, so that others can look at them without costing the lane more
 * than that: {@link #FIRST} when it begins, then {@link #PER_SECOND} a second on average, spread
 * over what a poll brought. Large records and tombstones are passed over. Event loop only.
 */
final class PolledSampler {
  static final int FIRST = 500;
  static final int PER_SECOND = 20;

  /** What may have gathered while nothing came. */
  private static final int MOST_AT_ONCE = 50;

  static final int MAX_RECORD_BYTES = 64 << 10;
  private static final int MOST_BYTES_AT_ONCE = 1 << 20;

  /** So that large records are fewer: about 256 KB a second. */
  private static final int BYTES_PER_RECORD = 13_000;

  private static final long NANOS_PER_RECORD = 1_000_000_000L / PER_SECOND;

  private final Consumer<LaneEvent> events;
  private int credit = FIRST;
  private long byteCredit = MOST_BYTES_AT_ONCE;
  private long earnedNanos;
  private int turn;

  PolledSampler(Consumer<LaneEvent> events, long nowNanos) {
    this.events = events;
    this.earnedNanos = nowNanos;
  }

  /** Once for what each poll brought, before its memory is used again. */
  void look(PolledBatch batch, long nowNanos) {
    earn(nowNanos);
    if (credit == 0 || byteCredit <= 0) {
      return;
    }
    int records = batch.partitions().stream().mapToInt(p -> p.records().count()).sum();
    if (records == 0) {
      return;
    }
    List<Sample> samples = samples(batch, records);
    credit -= samples.size();
    if (!samples.isEmpty()) {
      events.accept(new LaneEvent.Sampled(samples));
    }
  }

  private void earn(long nowNanos) {
    long earned = (nowNanos - earnedNanos) / NANOS_PER_RECORD;
    if (earned > 0) {
      earnedNanos += earned * NANOS_PER_RECORD;
      credit = (int) Math.max(credit, Math.min(MOST_AT_ONCE, credit + earned));
      byteCredit = Math.min(MOST_BYTES_AT_ONCE, byteCredit + earned * BYTES_PER_RECORD);
    }
  }

  /** Every so many-th record, from another one each time: what is sent may have a rhythm. */
  private List<Sample> samples(PolledBatch batch, int records) {
    List<Sample> samples = new ArrayList<>();
    int step = (records + credit - 1) / credit;
    int next = Math.floorMod(turn++, step);
    for (PolledPartition partition : batch.partitions()) {
      PolledRecords held = partition.records();
      for (; next < held.count() && byteCredit > 0; next += step) {
        byte[] array = held.valueArray(next);
        int length = array == null ? 0 : held.valueEnd(next) - held.valueStart(next);
        if (length > 0 && length <= MAX_RECORD_BYTES) {
          byteCredit -= length;
          samples.add(copy(partition, next));
        }
      }
      next = Math.max(0, next - held.count());
    }
    return samples;
  }

  private static Sample copy(PolledPartition partition, int i) {
    PolledRecords held = partition.records();
    return new Sample(
        partition.topic(),
        partition.partition(),
        held.offset(i),
        held.timestamp(i),
        null,
        Map.of(),
        Arrays.copyOfRange(held.valueArray(i), held.valueStart(i), held.valueEnd(i)));
  }
}
