package dev.millrace.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Lets a few of the calls that hold many records in memory run at a time; the others wait their
 * turn, and are sent away where that takes too long. A turn ends when the caller has read the
 * answer. Event loop only.
 */
public final class CallLimiter {
  private static final int MOST_WAITING = 64;

  private final HttpLimits limits;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int running;

  public CallLimiter(HttpLimits limits) {
    this.limits = limits;
  }

  /** What the endpoint does, its large calls with a turn. */
  public Handler<RoutingContext> taking(Endpoint endpoint) {
    Handler<RoutingContext> call = endpoint.handler();
    return ctx -> {
      if (!endpoint.large().test(ctx)) {
        call.handle(ctx);
      } else if (running < limits.largeCalls()) {
        run(ctx, call);
      } else if (waiting.size() < MOST_WAITING) {
        queue(ctx, call);
      } else {
        throw busy();
      }
    };
  }

  private void queue(RoutingContext ctx, Handler<RoutingContext> call) {
    Runnable turn =
        () -> {
          if (ctx.response().closed()) {
            next();
          } else {
            run(ctx, call);
          }
        };
    waiting.add(turn);
    ctx.vertx()
        .timer(limits.turn().toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(
            late -> {
              if (waiting.remove(turn)) {
                ctx.fail(busy());
              }
            });
  }

  private void run(RoutingContext ctx, Handler<RoutingContext> call) {
    running++;
    Peer peer = ctx.get(Peer.KEY);
    ctx.addEndHandler(
        ended ->
            // The write is known only after its end was told.
            ctx.vertx()
                .runOnContext(
                    later ->
                        peer.written()
                            .onComplete(
                                read -> {
                                  running--;
                                  next();
                                })));
    try {
      call.handle(ctx);
    } catch (RuntimeException e) {
      ctx.fail(e);
    }
  }

  private void next() {
    if (running < limits.largeCalls() && !waiting.isEmpty()) {
      waiting.poll().run();
    }
  }

  private Problem.Refusal busy() {
    return new Problem.Refusal(
        503,
        "as many calls that read records are under way as this process has memory for; try again"
            + " in a moment");
  }
}
