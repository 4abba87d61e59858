package dev.millrace.lane;

import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records whose rows the database refused, until they are behind the ledger. Event loop only. */
final class RefusedRecords {
  private record Place(PartitionId partition, long offset) {}

  private final Map<Place, Rejection> reasons = new HashMap<>();

  /**
   * Those that may be refused for the sake of another one only are left to be tried again.
   *
   * @param tables of the job, which the batch's segments are of
   */
  void addAll(BatchBuilder batch, List<TablePlan> tables, List<RefusedRow> refused) {
    List<RefusedRow> sure =
        IndependentRefusals.of(refused, batch.segmentRows(), (s, row) -> place(batch, s, row));
    for (RefusedRow row : sure) {
      reasons.putIfAbsent(
          place(batch, row.segment(), row.row()),
          new Rejection(
              row.code(),
              tables.get(batch.table(row.segment())).table(),
              row.column(),
              null,
              null,
              row.reason()));
    }
  }

  private static Place place(BatchBuilder batch, int segment, int row) {
    return new Place(batch.rowPartition(segment, row), batch.rowOffset(segment, row));
  }

  /** Why the record was refused, or null. */
  Rejection reason(PartitionId partition, long offset) {
    // Nearly always empty: then no key is made for the look-up.
    return reasons.isEmpty() ? null : reasons.get(new Place(partition, offset));
  }

  /** Should they come back, their records are tried anew: the cause may be gone by then. */
  void forget(Set<PartitionId> partitions) {
    reasons.keySet().removeIf(place -> partitions.contains(place.partition()));
  }

  void forgetBefore(Map<PartitionId, LedgerRow> newest) {
    if (!reasons.isEmpty()) {
      reasons
          .keySet()
          .removeIf(
              place -> {
                LedgerRow row = newest.get(place.partition());
                return row != null && place.offset() < row.nextOffset();
              });
    }
  }
}
