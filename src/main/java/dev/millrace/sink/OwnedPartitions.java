package dev.millrace.sink;

import dev.millrace.flow.RowBatch;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The lane's copy of the ledger rows of the partitions that it holds. Event loop only. */
final class OwnedPartitions {
  private final Map<PartitionId, LedgerRow> rows = new TreeMap<>();

  void put(Collection<LedgerRow> claimed) {
    claimed.forEach(row -> rows.put(row.id(), row));
  }

  void remove(Set<PartitionId> partitions) {
    rows.keySet().removeAll(partitions);
  }

  /** Gives up every partition of the batch. */
  void remove(RowBatch batch) {
    batch.moves().forEach(move -> rows.remove(move.id()));
  }

  Map<PartitionId, LedgerRow> rows() {
    return rows;
  }

  /**
   * Why the batch must not be written, or null: each partition is held and stands where it begins.
   */
  String objection(RowBatch batch) {
    for (LedgerMove move : batch.moves()) {
      String where = move.topic() + "[" + move.partition() + "]";
      LedgerRow row = rows.get(move.id());
      if (row == null || !row.topic().equals(move.topic())) {
        return where + " is not held by this lane";
      }
      if (row.nextOffset() != move.fromOffset()) {
        return where
            + " stands at "
            + row.nextOffset()
            + ", the batch begins at "
            + move.fromOffset();
      }
    }
    return null;
  }

  /** Moves the rows as the batch says; the rows after it, in the order of its moves. */
  List<LedgerRow> moved(RowBatch batch) {
    List<LedgerRow> after = new ArrayList<>();
    for (LedgerMove move : batch.moves()) {
      LedgerRow row = rows.get(move.id()).after(move);
      rows.put(move.id(), row);
      after.add(row);
    }
    return after;
  }

  /**
   * Takes over what {@link Ledger#reclaim} got back; all other partitions are given up.
   *
   * @return whether the batch was committed; null where one of its partitions is another writer's
   */
  Boolean settled(RowBatch batch, List<LedgerRow> ours) {
    rows.clear();
    put(ours);
    int committed = 0;
    int waiting = 0;
    for (LedgerMove move : batch.moves()) {
      LedgerRow row = rows.get(move.id());
      if (row != null && row.nextOffset() == move.toOffset()) {
        committed++;
      } else if (row != null && row.nextOffset() == move.fromOffset()) {
        waiting++;
      }
    }
    int all = batch.moves().size();
    return committed == all ? Boolean.TRUE : waiting == all ? Boolean.FALSE : null;
  }

  /** The rows of the batch's partitions, in the order of its moves. */
  List<LedgerRow> of(RowBatch batch) {
    return batch.moves().stream().map(move -> rows.get(move.id())).toList();
  }
}
