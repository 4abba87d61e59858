package dev.millrace.sink;

import dev.millrace.flow.LaneEvent;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.ServerErrors;
import io.vertx.core.Future;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tries until the failure is over: lost contests at once a few times, everything else that may pass
 * after pauses that double, with jitter so that lanes do not come back in step. Says so to the
 * supervisor. Event loop only.
 */
final class RetryLoop {
  private static final int AT_ONCE = 5;

  private final Vertx vertx;
  private final DatabaseTimeouts databaseTimeouts;
  private final Consumer<LaneEvent> events;
  private Timer pause;
  private boolean retrying;
  private boolean stopped;

  RetryLoop(Vertx vertx, DatabaseTimeouts databaseTimeouts, Consumer<LaneEvent> events) {
    this.vertx = vertx;
    this.databaseTimeouts = databaseTimeouts;
    this.events = events;
  }

  /**
   * The first success of {@code attempt}, or its first failure that cannot pass. Each attempt is
   * asked for after the one before has ended.
   */
  <T> Future<T> insist(Supplier<Future<T>> attempt) {
    return insist(attempt, 0, 0);
  }

  /** Lets the next failure, or the pause that is going on, be the last. */
  void stop() {
    stopped = true;
    if (pause != null) {
      pause.cancel();
    }
  }

  private <T> Future<T> insist(Supplier<Future<T>> attempt, int contests, int pauses) {
    return attempt
        .get()
        .onSuccess(done -> recovered())
        .recover(
            failure -> {
              DatabaseFailure databaseFailure = ServerErrors.of(failure);
              if (stopped || !databaseFailure.mayPass()) {
                return Future.failedFuture(failure);
              }
              if (databaseFailure.recovery() == Recovery.RETRY_NOW && contests < AT_ONCE) {
                events.accept(new LaneEvent.TriedAgain(databaseFailure.error()));
                return insist(attempt, contests + 1, pauses);
              }
              return pause(databaseFailure, pauses)
                  .compose(passed -> insist(attempt, contests, pauses + 1));
            });
  }

  private Future<?> pause(DatabaseFailure databaseFailure, int pauses) {
    retrying = true;
    events.accept(new LaneEvent.Retrying(databaseFailure.error()));
    pause = vertx.timer(pauseMs(pauses), TimeUnit.MILLISECONDS);
    return pause;
  }

  private long pauseMs(int pauses) {
    long first = databaseTimeouts.firstPause().toMillis();
    long full = Math.min(first << Math.min(pauses, 20), databaseTimeouts.longestPause().toMillis());
    return Math.max(1, full / 2 + ThreadLocalRandom.current().nextLong(full / 2 + 1));
  }

  private void recovered() {
    if (retrying) {
      retrying = false;
      events.accept(new LaneEvent.Recovered());
    }
  }
}
