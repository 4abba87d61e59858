package dev.millrace.kafka;

import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link ConnectionProbe} off the event loop. It only serves to say better what is wrong: where
 * it cannot begin soon, since other brokers do not answer, the look is passed over. Event loop
 * only.
 */
final class ConnectionCheck {
  private static final int LOOK_BEGINS_MS = 2_000;

  private ConnectionCheck() {}

  /** Fails with {@link BrokerException} where something is wrong. */
  static Future<Void> at(Vertx vertx, SourceSpec resolved) {
    Promise<Void> looked = Promise.promise();
    AtomicBoolean decided = new AtomicBoolean();
    long timer =
        vertx.setTimer(
            LOOK_BEGINS_MS,
            t -> {
              if (decided.compareAndSet(false, true)) {
                looked.tryComplete();
              }
            });
    BrokerThreads.PROBES
        .<Void>run(
            vertx,
            () -> {
              if (decided.compareAndSet(false, true)) {
                ConnectionProbe.check(resolved);
              }
              return null;
            })
        .onComplete(
            done -> {
              vertx.cancelTimer(timer);
              if (done.failed()) {
                looked.tryFail(done.cause());
              } else {
                looked.tryComplete();
              }
            });
    return looked.future();
  }
}
