package dev.millrace.poll;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Times how long all partitions are paused because credits are used up. Poll thread only. */
final class CreditPauses {
  private final LongSupplier nanos;
  private final LongConsumer onEnd;
  private boolean paused;
  private long since;

  /**
   * @param onEnd told of each pause, in nanoseconds, when it has ended
   */
  CreditPauses(LongSupplier nanos, LongConsumer onEnd) {
    this.nanos = nanos;
    this.onEnd = onEnd;
  }

  /** Before each poll, and when there will be none any more. */
  void now(boolean exhausted) {
    if (exhausted && !paused) {
      since = nanos.getAsLong();
    } else if (!exhausted && paused) {
      onEnd.accept(nanos.getAsLong() - since);
    }
    paused = exhausted;
  }
}
