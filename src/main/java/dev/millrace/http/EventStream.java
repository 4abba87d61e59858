package dev.millrace.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;

/**
 * One client that reads events. It holds none itself: where the client is behind, its place in the
 * log waits, and where the log has passed that place the client is told to load anew. Event loop
 * only.
 */
final class EventStream {
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");
  private static final long NOT_BEHIND = -1;

  private final RoutingContext ctx;
  private final HttpServerResponse response;
  private final EventLog log;
  private final String about;
  private long place;
  private long behindSinceNanos = NOT_BEHIND;
  private long wroteNanos = System.nanoTime();

  /**
   * @param about the job whose events it reads, or null for all
   * @param place number of the last event that the client has
   */
  EventStream(RoutingContext ctx, EventLog log, String about, long place) {
    this.ctx = ctx;
    this.response = ctx.response();
    this.log = log;
    this.about = about;
    this.place = place;
  }

  void begin(Buffer first) {
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream")
        // nginx would keep events back to fill its buffers.
        .putHeader("x-accel-buffering", "no");
    write(first.length() == 0 ? COMMENT : first);
    pump();
  }

  /** Sends what the client has not been sent, as far as it reads. */
  void pump() {
    if (response.ended() || response.closed()) {
      return;
    }
    if (!log.reaches(place)) {
      place = log.last();
      write(log.text("reset", new JsonObject()));
    }
    for (EventLog.Event event : log.after(place)) {
      if (response.writeQueueFull()) {
        break;
      }
      place = event.number();
      if (about == null || about.equals(event.about())) {
        write(event.text());
      }
    }
    if (!response.writeQueueFull()) {
      behindSinceNanos = NOT_BEHIND;
    } else if (behindSinceNanos == NOT_BEHIND) {
      behindSinceNanos = System.nanoTime();
      response.drainHandler(read -> pump());
    }
  }

  private void write(Buffer text) {
    wroteNanos = System.nanoTime();
    response.write(text);
  }

  void beat(Duration heartbeat) {
    if (!response.writeQueueFull()
        && System.nanoTime() - wroteNanos > heartbeat.toNanos()
        && !response.closed()) {
      write(COMMENT);
    }
  }

  boolean isBehind(Duration longest) {
    return behindSinceNanos != NOT_BEHIND
        && System.nanoTime() - behindSinceNanos > longest.toNanos();
  }

  /** Whether the caller's token opens the stream still. */
  boolean isAllowed() {
    return AuthFilter.isAllowedStill(ctx);
  }

  void end() {
    if (!response.ended() && !response.closed()) {
      response.end();
    }
  }

  void cut() {
    ConnectionLimiter.cut(ctx.request().connection());
  }
}
