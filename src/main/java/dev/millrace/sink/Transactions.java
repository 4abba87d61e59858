package dev.millrace.sink;

import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.ServerErrors;
import io.vertx.core.Future;
import java.util.function.Function;

/** How a transaction ends that failed. */
public final class Transactions {
  private Transactions() {}

  /** Rolls back, or cuts the connection where that does not work; then fails as before. */
  public static <T> Function<Throwable, Future<T>> undo(Session session) {
    return failure -> {
      Recovery recovery = ServerErrors.of(failure).recovery();
      Future<Void> undone = recovery == Recovery.RETRY_LATER ? session.kill() : session.rollback();
      return undone.recover(x -> session.kill()).compose(x -> Future.failedFuture(failure));
    };
  }
}
