package dev.millrace.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Threads for what waits for a broker, each kind of waiting with its own few: brokers that do not
 * answer must not hold the workers that everything else needs. Any thread.
 */
enum BrokerThreads {
  /** Looking at the way to the brokers. */
  PROBES(8),

  /** Making clients, which resolves names; only {@link ClientFactory} gives them work. */
  CLIENTS(32),

  /** Reading samples; their number bounds what samples are in memory while they are read. */
  SAMPLERS(4);

  private final int threads;

  BrokerThreads(int threads) {
    this.threads = threads;
  }

  /** The work's result; its turn comes when a thread of this kind is free. */
  <T> Future<T> run(Vertx vertx, Callable<T> work) {
    // One pool for all who give this name; it ends with the last of them.
    WorkerExecutor pool =
        vertx.createSharedWorkerExecutor(
            "millrace-broker-" + name().toLowerCase(Locale.ROOT), threads);
    return pool.executeBlocking(work, false).onComplete(done -> pool.close());
  }
}
