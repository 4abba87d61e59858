package dev.millrace.lane;

import dev.millrace.flow.Acked;
import dev.millrace.flow.PolledBatch;
import dev.millrace.model.PartitionId;
import io.vertx.core.eventbus.Message;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.function.Supplier;

/** Polled batches that were not acknowledged yet, in the order they came. Event loop only. */
final class UnackedBatches {
  private final ArrayDeque<UnackedBatch> all = new ArrayDeque<>();

  /** Behind the others, linked to the one before it. */
  UnackedBatch add(Message<PolledBatch> message) {
    UnackedBatch added = new UnackedBatch(message);
    UnackedBatch last = all.peekLast();
    if (last != null) {
      last.linkTo(added);
    }
    all.add(added);
    return added;
  }

  /** Nothing more of these partitions is to be taken from what is here now. */
  void drop(Set<PartitionId> partitions) {
    all.forEach(unackedBatch -> unackedBatch.drop(partitions));
  }

  /**
   * Replies to those of which nothing is left to commit.
   *
   * @param committed as many row batches as were sent and committed
   */
  void acknowledge(long committed, Supplier<Acked> reply) {
    while (!all.isEmpty() && all.peek().lastSequence() < committed) {
      UnackedBatch first = all.poll();
      first.message().reply(reply.get());
      first.unlink();
    }
  }
}
