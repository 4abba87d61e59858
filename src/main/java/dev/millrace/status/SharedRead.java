package dev.millrace.status;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/**
 * A look that those who ask for it meanwhile share: one is under way and one waits at most, however
 * many ask. No caller gets a look that began before it asked. Event loop only.
 */
public final class SharedRead {
  private boolean underWay;
  private Promise<Void> next;
  private Supplier<Look> newest;

  /**
   * One look.
   *
   * @param answer completes when those who asked can go on
   * @param end completes when nothing of it is under way any more
   */
  public record Look(Future<Void> answer, Future<?> end) {
    public static Look of(Future<Void> all) {
      return new Look(all, all);
    }
  }

  /**
   * @param look begins it; of those who share one it is the newest one's
   */
  public Future<Void> by(Supplier<Look> look) {
    newest = look;
    if (!underWay) {
      return begin();
    }
    if (next == null) {
      next = Promise.promise();
    }
    return next.future();
  }

  private Future<Void> begin() {
    underWay = true;
    Look look = begun(newest);
    look.end()
        .onComplete(
            done -> {
              underWay = false;
              if (next != null) {
                Promise<Void> waiting = next;
                next = null;
                begin().onComplete(waiting);
              }
            });
    return look.answer();
  }

  /** One that throws is over: those who ask later must not wait for it. */
  private static Look begun(Supplier<Look> look) {
    try {
      return look.get();
    } catch (RuntimeException e) {
      return Look.of(Future.failedFuture(e));
    }
  }
}
