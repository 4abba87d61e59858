package dev.millrace.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Takes bodies in, each up to {@link HttpLimits#MAX_BODY_BYTES}, all large ones together within
 * their bound: the first 64 KiB of each are free, so that callers with documents of usual size get
 * in however many send large ones slowly. Event loop only.
 */
public final class BodyReader implements Handler<RoutingContext> {
  private static final String BODY = "millrace.body";
  private static final int FREE_BYTES = 64 << 10;

  private final HttpLimits limits;
  private long taken;

  public BodyReader(HttpLimits limits) {
    this.limits = limits;
  }

  /** The call's body; empty where it has none. */
  static Buffer of(RoutingContext ctx) {
    Buffer body = ctx.get(BODY);
    return body == null ? Buffer.buffer() : body;
  }

  @Override
  public void handle(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    long announced = announced(request);
    if (announced > HttpLimits.MAX_BODY_BYTES) {
      throw tooLarge();
    }
    String expected = request.getHeader("expect");
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      throw new Problem.Refusal(417, "the only Expect that is supported is 100-continue");
    }
    Intake intake = new Intake(ctx);
    // Asked for at once, so that who is let in comes to an end.
    intake.reserve(announced);
    if (expected != null) {
      ctx.response().writeContinue();
    }
    request.handler(intake::take);
    request.exceptionHandler(failure -> intake.release());
    ctx.addEndHandler(done -> intake.release());
    request.endHandler(end -> intake.end());
  }

  /** Netty has refused what is no length. */
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader("content-length");
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      throw new Problem.Refusal(400, "the Content-Length is not a number");
    }
  }

  private static Problem.Refusal tooLarge() {
    return new Problem.Refusal(
        413, "the body is larger than " + HttpLimits.MAX_BODY_BYTES + " bytes");
  }

  private final class Intake {
    private final RoutingContext ctx;
    private Buffer body = Buffer.buffer();
    private long reserved;

    Intake(RoutingContext ctx) {
      this.ctx = ctx;
    }

    /** Room for a body of so many bytes. */
    void reserve(long bytes) {
      long more = Math.max(0, bytes - FREE_BYTES) - reserved;
      if (more <= 0) {
        return;
      }
      if (taken + more > limits.bodies()) {
        throw new Problem.Refusal(
            503, "too many large bodies are being received just now; try again in a moment");
      }
      taken += more;
      reserved += more;
    }

    void take(Buffer chunk) {
      if (body == null) {
        return;
      }
      try {
        long length = (long) body.length() + chunk.length();
        if (length > HttpLimits.MAX_BODY_BYTES) {
          throw tooLarge();
        }
        reserve(length);
        body.appendBuffer(chunk);
      } catch (Problem.Refusal refusal) {
        release();
        ctx.fail(refusal);
      }
    }

    void end() {
      if (body != null) {
        ctx.put(BODY, body);
        // A call that waits for its turn reads the body only then.
        ctx.addEndHandler(
            ended -> {
              ctx.remove(BODY);
              release();
            });
        ctx.next();
      }
    }

    void release() {
      body = null;
      taken -= reserved;
      reserved = 0;
    }
  }
}
