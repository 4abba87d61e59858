package dev.millrace.lane;

import io.vertx.core.Vertx;

/** The timer that sends a batch which has waited long enough. Event loop only. */
final class LingerTimer {
  private static final long NONE = -1;
  private static final long NANOS_PER_MS = 1_000_000;

  private final Vertx vertx;
  private final Runnable work;
  private long timer = NONE;

  /** When it fires; of System.nanoTime. */
  private long firesAt;

  /**
   * @param work what is done when the time has come
   */
  LingerTimer(Vertx vertx, Runnable work) {
    this.vertx = vertx;
    this.work = work;
  }

  /**
   * The batch that it was set for may be gone, so it is set anew each turn.
   *
   * @param leftMs how long the batch still waits; negative when it waits for no time
   */
  void set(long leftMs) {
    if (timer != NONE && (leftMs < 0 || System.nanoTime() + leftMs * NANOS_PER_MS < firesAt)) {
      vertx.cancelTimer(timer);
      timer = NONE;
    }
    if (timer == NONE && leftMs >= 0) {
      firesAt = System.nanoTime() + leftMs * NANOS_PER_MS;
      timer =
          vertx.setTimer(
              Math.max(1, leftMs),
              fired -> {
                timer = NONE;
                work.run();
              });
    }
  }
}
