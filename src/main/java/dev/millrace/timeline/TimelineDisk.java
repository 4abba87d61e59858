package dev.millrace.timeline;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The thread that writes and reads all timelines, and how much may wait for it. Any thread. */
final class TimelineDisk {
  /** Entries of all jobs. */
  private static final int MOST_WAITING = 1_000;

  private static final int SECONDS = 10;

  private final WorkerExecutor worker;
  private final AtomicInteger waiting = new AtomicInteger();

  TimelineDisk(Vertx vertx, String name) {
    worker = vertx.createSharedWorkerExecutor(name, 1);
  }

  /** Whether there is room for one more entry, which is then given to {@link #write}. */
  boolean reserve() {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return false;
    }
    return true;
  }

  /** After {@link #reserve}; what throws fails the future. */
  Future<Void> write(Callable<Void> work) {
    return worker.executeBlocking(
        () -> {
          waiting.decrementAndGet();
          return work.call();
        });
  }

  /** In the order asked for; fails where it throws, or where the disk hangs. */
  <T> Future<T> ask(Callable<T> work) {
    return worker.executeBlocking(work).timeout(SECONDS, TimeUnit.SECONDS);
  }
}
