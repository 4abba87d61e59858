package dev.millrace.job;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Another document for a job that is started.
 *
 * @param stored completes when what ran has ended and the catalog has the new document; fails where
 *     the old one goes on
 * @param running completes when all lanes run by the new one; fails where the job was stopped
 *     before, or where the new one could not start and the old one goes on
 */
record DocumentSwap(Future<Void> stored, Future<Void> running) {
  /** Of a job that does not run, or whose document is the same. */
  static final DocumentSwap DONE =
      new DocumentSwap(Future.succeededFuture(), Future.succeededFuture());

  /** As {@link #running}, or completes after that time, if that is earlier. */
  Future<Void> runsWithin(Duration wait) {
    return wait.isZero()
        ? Future.succeededFuture()
        : running
            .timeout(wait.toMillis(), TimeUnit.MILLISECONDS)
            .recover(
                e ->
                    e instanceof TimeoutException
                        ? Future.succeededFuture()
                        : Future.failedFuture(e));
  }
}
