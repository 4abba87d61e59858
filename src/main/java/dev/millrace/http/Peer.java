package dev.millrace.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.ext.web.RoutingContext;

/** One connection: the request that it is at, since when, and the answer that it has to read. */
final class Peer {
  /** Under which a call's context has it. */
  static final String KEY = "millrace.peer";

  final HttpConnection connection;
  private final AnswerMemory answers;
  private RoutingContext call;
  private boolean answered;
  private boolean used;
  private long sinceNanos = System.nanoTime();
  private Future<Void> writing = Future.succeededFuture();
  private long writingSinceNanos;

  Peer(AnswerMemory answers, HttpConnection connection) {
    this.answers = answers;
    this.connection = connection;
  }

  /** A request's head is there; the call goes on when the answer before it has been read. */
  void begin(RoutingContext ctx) {
    call = ctx;
    answered = false;
    used = true;
    sinceNanos = System.nanoTime();
    ctx.put(KEY, this);
    ctx.addEndHandler(done -> end(ctx));
    if (writing.isComplete()) {
      ctx.next();
      return;
    }
    // One who sends requests and reads no answer gets no second one.
    ctx.request().pause();
    writing.onComplete(
        read -> {
          ctx.request().resume();
          ctx.next();
        });
  }

  private void end(RoutingContext ctx) {
    if (call == ctx) {
      answered = true;
      sinceNanos = System.nanoTime();
    }
  }

  /** Room for an answer of this size; false where those of all callers together have none. */
  boolean reserve(int bytes) {
    return answers.reserve(bytes);
  }

  /** The answer is on its way; its room is free again when it was read, or given up. */
  void writes(Future<Void> written, int bytes) {
    writingSinceNanos = System.nanoTime();
    writing = written;
    written.onComplete(done -> answers.release(bytes));
  }

  /** When the present answer has left. */
  Future<Void> written() {
    return writing;
  }

  /** What has taken too long, or null. */
  String overdue(HttpLimits limits, long now) {
    if (!writing.isComplete()) {
      return now - writingSinceNanos > limits.answer().toNanos() ? "answer" : null;
    }
    long waited = now - sinceNanos;
    if (call != null && answered && call.request().isEnded()) {
      call = null;
    }
    if (call == null) {
      return waited > (used ? limits.keepAlive() : limits.head()).toNanos() ? "head" : null;
    }
    if (answered) {
      return waited > limits.linger().toNanos() ? "rest" : null;
    }
    return !call.request().isEnded() && waited > limits.body().toNanos() ? "body" : null;
  }

  RoutingContext call() {
    return call;
  }

  /** Whether nothing is lost but what the caller has not sent. */
  boolean idle() {
    return call == null || (answered && writing.isComplete());
  }

  /** Whether it owes the rest of a request. */
  boolean owes() {
    return call != null && !answered && !call.request().isEnded();
  }

  long sinceNanos() {
    return sinceNanos;
  }
}
