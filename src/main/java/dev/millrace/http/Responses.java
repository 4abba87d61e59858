package dev.millrace.http;

import dev.millrace.error.BugReport;
import dev.millrace.error.Fatal;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.LogFields;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How calls are answered: JSON, or one problem document for whatever went wrong. */
public final class Responses {
  private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

  private static final String RETRY_SECONDS = "5";

  private Responses() {}

  public static void json(RoutingContext ctx, int status, Object body) {
    send(ctx, status, "application/json", Json.encodeToBuffer(Masked.of(body)));
  }

  /** Where all callers together have too much to read already, this one is told to come back. */
  public static void send(RoutingContext ctx, int status, String type, Buffer body) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return;
    }
    Peer peer = ctx.get(Peer.KEY);
    if (!peer.reserve(body.length())) {
      problem(
          ctx,
          Problem.of(503, "other callers have not read their answers yet; try again in a moment"));
      return;
    }
    response.setStatusCode(status).putHeader("content-type", type);
    peer.writes(response.end(body), body.length());
  }

  /** For a body that may be large: it is made, and made into text, away from the event loop. */
  public static void largeJson(RoutingContext ctx, Supplier<?> body) {
    ctx.vertx()
        .executeBlocking(() -> Json.encodeToBuffer(Masked.of(body.get())), false)
        .onComplete(text -> send(ctx, 200, "application/json", text), ctx::fail);
  }

  /**
   * Runs what may throw or fail, and answers its result on the call's own event loop, whatever
   * thread the engine's future completes on.
   */
  public static <T> void after(
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
   * Failures of a check against broker and database: the document is well formed, so they are 422
   * rather than 400.
   *
   * @param title what could not be done, for people
   */
  public static <T> Future<T> unprocessable(String title, Future<T> checked) {
    return checked.recover(
        failure ->
            Future.failedFuture(
                failure instanceof InvalidDocument invalid
                    ? new Problem.Refusal(Problem.ofFaults(422, title, invalid.faults()))
                    : failure));
  }

  /**
   * Answers the failure of a context, whatever it is; a bug is logged under the number that the
   * caller gets.
   */
  public static void failure(RoutingContext ctx) {
    Fatal.check(ctx.failure());
    Problem problem =
        ctx.failure() == null
            ? ofStatus(ctx)
            : Problem.of(ctx.failure()).orElseGet(() -> ofUnknown(ctx));
    problem(ctx, problem);
  }

  private static void problem(RoutingContext ctx, Problem problem) {
    if (ctx.response().ended() || ctx.response().closed()) {
      return;
    }
    if (ctx.response().headWritten()) {
      ctx.response().reset();
      return;
    }
    if (problem.status() == 401) {
      ctx.response().putHeader("www-authenticate", "Bearer realm=\"millrace\"");
    }
    if (problem.status() == 503) {
      ctx.response().putHeader("retry-after", RETRY_SECONDS);
    }
    if (!ctx.request().isEnded() && problem.status() != 404 && problem.status() != 405) {
      // What is left of the request is not waited for.
      ctx.response().putHeader("connection", "close");
    }
    Buffer body = problem.toJson().toBuffer();
    ctx.response().setStatusCode(problem.status()).putHeader("content-type", Problem.CONTENT_TYPE);
    Peer peer = ctx.get(Peer.KEY);
    if (peer == null) {
      // The router refused it before it was a call: whatever comes behind it is not read.
      ctx.response().end(body).onComplete(sent -> ctx.request().connection().close());
    } else if (!peer.reserve(body.length())) {
      ctx.response().end();
    } else {
      peer.writes(ctx.response().end(body), body.length());
    }
  }

  /** For a request that never gets as far as a call; its connection ends with it. */
  static void refuse(HttpServerRequest request, Problem problem) {
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("content-type", Problem.CONTENT_TYPE)
        .putHeader("connection", "close")
        .end(problem.toJson().toBuffer())
        .onComplete(sent -> request.connection().close());
  }

  private static Problem ofUnknown(RoutingContext ctx) {
    int status = ctx.statusCode();
    if (status >= 400 && status < 500) {
      return ofStatus(ctx);
    }
    String number = UUID.randomUUID().toString();
    LOG.atError()
        .addKeyValue(LogFields.ERROR_ID, number)
        .log(
            "call failed: {} {} ({}): {}",
            ctx.request().method(),
            ctx.normalizedPath(),
            number,
            ctx.failure() == null ? "no cause" : BugReport.of(ctx.failure()));
    return Problem.of(500, "internal error; the engine's log has the cause under " + number);
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
          case 413 -> "the body is larger than " + HttpLimits.MAX_BODY_BYTES + " bytes";
          default -> HttpResponseStatus.valueOf(status).reasonPhrase();
        });
  }
}
