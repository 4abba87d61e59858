package dev.millrace.kafka;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks of a consumer group again while the group has no coordinator: a broker that just started, or
 * took it over. Kafka's admin client asks without a pause then, and has used up its tries in less
 * than a second. Event loop only.
 */
final class CoordinatorWait {
  /** In the admin client's message when it gave up for the number of its tries. */
  private static final String TRIES_USED_UP = "Exceeded maxRetries";

  private static final int TIMES = 16;
  private static final int PAUSE_MS = 500;

  private CoordinatorWait() {}

  /** The question's answer; its failure when that is another one, or has not passed in 8 s. */
  static <T> Future<T> of(Vertx vertx, Supplier<Future<T>> question) {
    return of(vertx, question, TIMES);
  }

  private static <T> Future<T> of(Vertx vertx, Supplier<Future<T>> question, int times) {
    return question
        .get()
        .recover(
            e ->
                times > 1 && String.valueOf(e.getMessage()).contains(TRIES_USED_UP)
                    ? vertx
                        .timer(PAUSE_MS, TimeUnit.MILLISECONDS)
                        .compose(t -> of(vertx, question, times - 1))
                    : Future.failedFuture(e));
  }
}
