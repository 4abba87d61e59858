package dev.millrace.lane;

import dev.millrace.flow.PolledPartition;

/**
 * The next record to encode among the polled batches of a lane. A position one past a partition's
 * last record stands for the offsets behind it that hold no record. Event loop only.
 */
final class ReadPosition {
  private UnackedBatch unackedBatch;
  private int partition;
  private int record;

  /** Whether the offsets before the next record that hold none are taken already. */
  private boolean gapTaken;

  ReadPosition copy() {
    ReadPosition copy = new ReadPosition();
    copy.set(this);
    return copy;
  }

  private void set(ReadPosition other) {
    unackedBatch = other.unackedBatch;
    partition = other.partition;
    record = other.record;
    gapTaken = other.gapTaken;
  }

  /** Back to a place, from which on no row batch holds a polled batch's last record any more. */
  void goBackTo(ReadPosition place) {
    set(place);
    for (UnackedBatch open = unackedBatch; open != null; open = open.next()) {
      open.endIn(UnackedBatch.OPEN);
    }
  }

  /** Starts at a batch, when the cursor stood at the end of everything. */
  void enter(UnackedBatch first) {
    unackedBatch = first;
    partition = 0;
    toRecord(0);
  }

  /** The polled batch the cursor stands in, or null at the end of everything. */
  UnackedBatch pending() {
    return unackedBatch;
  }

  PolledPartition partition() {
    return unackedBatch.batch().partitions().get(partition);
  }

  int record() {
    return record;
  }

  /** Whether the records of this partition are done and only its tail of gaps is left. */
  boolean atTail() {
    return record == partition().records().count();
  }

  /** First offset that is not taken yet. */
  long offset() {
    if (gapTaken) {
      return partition().records().offset(record);
    }
    return record == 0 ? partition().fromOffset() : partition().records().offset(record - 1) + 1;
  }

  /** The offsets before the next record are taken, whatever becomes of the record. */
  void takeGap() {
    gapTaken = true;
  }

  void nextRecord() {
    toRecord(record + 1);
  }

  private void toRecord(int next) {
    record = next;
    gapTaken = false;
  }

  /** Goes on behind the tail; true when the polled batch it stood in is done with. */
  boolean nextPartition() {
    toRecord(0);
    partition++;
    if (partition < unackedBatch.batch().partitions().size()) {
      return false;
    }
    partition = 0;
    unackedBatch = unackedBatch.next();
    return true;
  }
}
