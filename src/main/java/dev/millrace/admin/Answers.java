package dev.millrace.admin;

import dev.millrace.model.BugReport;
import dev.millrace.model.InvalidDocument;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How calls are answered: JSON, or one problem document for whatever went wrong. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private Answers() {}

  static void json(RoutingContext ctx, int status, Object body) {
    ctx.response()
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .end(Json.encodeToBuffer(Masked.of(body)));
  }

  /** For a body that may be large: it is made into text away from the event loop. */
  static void largeJson(RoutingContext ctx, Object body) {
    ctx.vertx()
        .executeBlocking(() -> Json.encodeToBuffer(Masked.of(body)), false)
        .onComplete(
            text -> ctx.response().putHeader("content-type", "application/json").end(text),
            ctx::fail);
  }

  /**
   * Runs what may throw or fail, and answers its result on the call's own event loop, whatever
   * thread the engine's future completes on.
   */
  static <T> void after(
      RoutingContext ctx, Supplier<Future<T>> work, BiConsumer<RoutingContext, T> answer) {
    Context home = ctx.vertx().getOrCreateContext();
    Future.succeededFuture()
        .compose(start -> work.get())
        .onComplete(
            done ->
                home.runOnContext(
                    back -> {
                      if (done.succeeded()) {
                        answer.accept(ctx, done.result());
                      } else {
                        ctx.fail(done.cause());
                      }
                    }));
  }

  /**
   * Failures of a check against reality: the document is well formed, so they are 422 rather than
   * 400.
   */
  static <T> Future<T> unprocessable(Future<T> checked) {
    return checked.recover(
        failure ->
            Future.failedFuture(
                failure instanceof InvalidDocument invalid
                    ? new Problem.Refusal(Problem.ofFaults(422, invalid.faults()))
                    : failure));
  }

  /**
   * Answers the failure of a context, whatever it is; a bug is logged under the number that the
   * caller gets.
   */
  static void failure(RoutingContext ctx) {
    Problem problem =
        ctx.failure() == null
            ? ofStatus(ctx)
            : Problem.of(ctx.failure()).orElseGet(() -> ofUnknown(ctx));
    problem(ctx, problem);
  }

  private static void problem(RoutingContext ctx, Problem problem) {
    if (ctx.response().ended() || ctx.response().headWritten()) {
      ctx.response().reset();
      return;
    }
    if (problem.status() == 401) {
      ctx.response().putHeader("www-authenticate", "Bearer realm=\"millrace\"");
    }
    if (problem.status() == 413) {
      // What is left of the body will not be read.
      ctx.response().putHeader("connection", "close");
    }
    ctx.response()
        .setStatusCode(problem.status())
        .putHeader("content-type", Problem.CONTENT_TYPE)
        .end(problem.toJson().toBuffer());
  }

  private static Problem ofUnknown(RoutingContext ctx) {
    int status = ctx.statusCode();
    if (status >= 400 && status < 500) {
      return ofStatus(ctx);
    }
    String number = UUID.randomUUID().toString();
    LOG.error(
        "call failed: {} {} ({}): {}",
        ctx.request().method(),
        ctx.normalizedPath(),
        number,
        ctx.failure() == null ? "no cause" : BugReport.of(ctx.failure()));
    return Problem.of(500, "a fault of the engine; its log has the cause under " + number);
  }

  private static Problem ofStatus(RoutingContext ctx) {
    int status = ctx.statusCode() < 400 ? 500 : ctx.statusCode();
    return Problem.of(
        status,
        switch (status) {
          case 404 -> "there is nothing at this path; the calls are in /openapi.yaml";
          case 405 ->
              ctx.request().method()
                  + " is not a call of this path; the calls are in /openapi.yaml";
          case 413 -> "the body is larger than " + AdminRouter.MAX_BODY_BYTES + " bytes";
          default -> HttpResponseStatus.valueOf(status).reasonPhrase();
        });
  }
}
