package dev.millrace.metrics;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;

/**
 * Measures on its event loop how late timers come: what is late there, everything on that loop is.
 * Deployed once for each loop.
 */
public final class EventLoopProbe extends VerticleBase {
  private static final long EVERY_MS = 1_000;

  private final Metrics metrics;
  private long dueNanos;

  public EventLoopProbe(Metrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    ask();
    return Future.succeededFuture();
  }

  private void ask() {
    dueNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(EVERY_MS);
    vertx.setTimer(
        EVERY_MS,
        due -> {
          metrics.eventLoopLag(Math.max(0, System.nanoTime() - dueNanos));
          ask();
        });
  }
}
