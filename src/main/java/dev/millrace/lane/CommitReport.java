package dev.millrace.lane;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.LaneEvent;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Counts a committed batch and tells the job of it. */
final class CommitReport {
  private CommitReport() {}

  /**
   * @param commitNanos from sending the batch to its commit
   */
  static void tell(
      BatchBuilder batch,
      List<LedgerRow> rows,
      long commitNanos,
      JobMeters meters,
      Consumer<LaneEvent> events) {
    samples(batch, events);
    events.accept(event(batch, rows, commitNanos, meters));
  }

  private static LaneEvent.Progress event(
      BatchBuilder batch, List<LedgerRow> rows, long commitNanos, JobMeters meters) {
    long records = 0;
    long now = System.currentTimeMillis();
    Map<PartitionId, Long> timestamps = new HashMap<>();
    for (PartitionProgress partitionProgress : batch.progresses()) {
      LedgerMove move = partitionProgress.toMove();
      records += move.counts().records();
      timestamps.put(partitionProgress.id(), partitionProgress.lastTimestamp());
      counted(move.counts(), meters);
      long oldestAge = partitionProgress.oldestAge(now);
      if (oldestAge >= 0) {
        meters.time(Meter.END_TO_END, TimeUnit.MILLISECONDS.toNanos(oldestAge));
      }
    }
    batch.quarantine().forEach(row -> rejected(row.code(), meters));
    meters.add(Meter.WRITTEN_ROWS, batch.rows());
    meters.add(Meter.WRITTEN_BYTES, batch.bytes());
    List<Long> newest = rows.stream().map(row -> timestamps.getOrDefault(row.id(), -1L)).toList();
    return new LaneEvent.Progress(rows, newest, records, batch.bytes(), batch.rows(), commitNanos);
  }

  static void counted(Counts counts, JobMeters meters) {
    for (Count count : Count.values()) {
      meters.add(meter(count), counts.get(count));
    }
  }

  private static Meter meter(Count count) {
    return switch (count) {
      case WRITTEN -> Meter.WRITTEN_RECORDS;
      case NULLED_FIELDS -> Meter.NULLED_FIELDS;
      case ROUNDED_FIELDS -> Meter.ROUNDED_FIELDS;
      case QUARANTINED -> Meter.QUARANTINED_RECORDS;
      case TOMBSTONES -> Meter.TOMBSTONES;
      case GAPS -> Meter.GAPS;
      case DELETED -> Meter.DELETED_RECORDS;
      case FILTERED -> Meter.FILTERED_RECORDS;
      case SKIPPED -> Meter.SKIPPED_RECORDS;
    };
  }

  /** Tells of fields whose values are not in the table as they were sent. */
  private static void samples(BatchBuilder batch, Consumer<LaneEvent> events) {
    batch.nulled().forEach(sample -> events.accept(new LaneEvent.Nulled(sample)));
    batch.rounded().forEach(sample -> events.accept(new LaneEvent.Rounded(sample)));
  }

  /** A record that did not fit, told when it is sure what becomes of it. */
  static void rejected(RejectCode code, JobMeters meters) {
    meters.add(Meter.REJECTED_RECORDS, code.label(), 1);
  }

  /** Tells of paths that were seen for the first time; these do not wait for the commit. */
  static void unmapped(RecordEncoder encoder, Consumer<LaneEvent> events) {
    var unmapped = encoder.takeUnmapped();
    if (!unmapped.isEmpty()) {
      events.accept(new LaneEvent.Unmapped(unmapped));
    }
  }
}
