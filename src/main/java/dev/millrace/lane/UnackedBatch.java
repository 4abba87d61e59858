package dev.millrace.lane;

import dev.millrace.flow.PolledBatch;
import dev.millrace.model.PartitionId;
import io.vertx.core.eventbus.Message;
import java.util.HashSet;
import java.util.Set;

/** A polled batch that was not acknowledged yet, in a chain of such. Event loop only. */
final class UnackedBatch {
  /** No row batch holds its last record yet. */
  static final long OPEN = Long.MAX_VALUE;

  private final Message<PolledBatch> message;
  private UnackedBatch next;
  private long lastSequence = OPEN;
  private Set<PartitionId> dropped = Set.of();

  UnackedBatch(Message<PolledBatch> message) {
    this.message = message;
  }

  Message<PolledBatch> message() {
    return message;
  }

  PolledBatch batch() {
    return message.body();
  }

  UnackedBatch next() {
    return next;
  }

  void linkTo(UnackedBatch following) {
    next = following;
  }

  /**
   * For one that is not read any more. Left linked, one that has become old would keep all that
   * came after it from dying young, for the collector of young objects does not look whether an old
   * one is still needed.
   */
  void unlink() {
    next = null;
  }

  /** Nothing more of these partitions is to be taken from here. */
  void drop(Set<PartitionId> partitions) {
    dropped = new HashSet<>(dropped);
    dropped.addAll(partitions);
  }

  boolean isDropped(PartitionId partition) {
    return dropped.contains(partition);
  }

  /** Number of the row batch that holds its last record, or {@link #OPEN}. */
  long lastSequence() {
    return lastSequence;
  }

  void endIn(long sequence) {
    lastSequence = sequence;
  }
}
