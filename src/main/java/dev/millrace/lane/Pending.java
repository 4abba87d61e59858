package dev.millrace.lane;

import dev.millrace.flow.PolledBatch;
import io.vertx.core.eventbus.Message;

/** A polled batch that was not acknowledged yet, in a chain of such. Event loop only. */
final class Pending {
  /** No row batch holds its last record yet. */
  static final long OPEN = Long.MAX_VALUE;

  private final Message<PolledBatch> message;
  private Pending next;
  private long lastSequence = OPEN;

  Pending(Message<PolledBatch> message) {
    this.message = message;
  }

  Message<PolledBatch> message() {
    return message;
  }

  PolledBatch batch() {
    return message.body();
  }

  Pending next() {
    return next;
  }

  void linkTo(Pending following) {
    next = following;
  }

  /** Number of the row batch that holds its last record, or {@link #OPEN}. */
  long lastSequence() {
    return lastSequence;
  }

  void endIn(long sequence) {
    lastSequence = sequence;
  }
}
