package dev.millrace.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** All clients that read events, and their bounds. Event loop only. */
public final class EventStreams {
  private final StreamLimits limits;
  private final EventLog log;
  private final Set<EventStream> streams = new LinkedHashSet<>();

  /** Streams that are open or about to be, by caller; never 0. */
  private final Map<String, Integer> callers = new HashMap<>();

  private int taken;

  public EventStreams(StreamLimits limits, EventLog log) {
    this.limits = limits;
    this.log = log;
  }

  /**
   * Takes one of the places for a stream, until the call ends.
   *
   * @throws Problem.Refusal where there is none, or the client cannot read a stream
   */
  public void take(RoutingContext ctx) {
    if (ctx.request().version() == HttpVersion.HTTP_1_0) {
      throw new Problem.Refusal(400, "events need HTTP/1.1 or newer");
    }
    String caller = caller(ctx);
    if (taken >= limits.streams()) {
      throw new Problem.Refusal(
          503,
          limits.streams() + " streams of events are open, which is the most; try again later");
    }
    if (callers.getOrDefault(caller, 0) >= limits.perCaller()) {
      throw new Problem.Refusal(
          429,
          "you have "
              + limits.perCaller()
              + " streams of events open, which is the most of one caller; close some");
    }
    taken++;
    callers.merge(caller, 1, Integer::sum);
    ctx.addEndHandler(
        ended -> {
          taken--;
          callers.computeIfPresent(caller, (who, count) -> count == 1 ? null : count - 1);
        });
  }

  private static String caller(RoutingContext ctx) {
    String token = AuthFilter.callerOf(ctx).name();
    return token != null
        ? "token " + token
        : "address " + ctx.request().connection().remoteAddress().hostAddress();
  }

  /**
   * Answers with events, from the one behind {@code Last-Event-ID} on; where the log has that one
   * no more the client is told to load anew.
   *
   * @param about the job whose events are wanted, or null for all
   * @param first how all is now, for a client that names no event
   */
  public void open(RoutingContext ctx, String about, Supplier<Buffer> first) {
    if (ctx.response().closed()) {
      return;
    }
    String seen = ctx.request().getHeader("last-event-id");
    OptionalLong number = seen == null ? OptionalLong.of(log.last()) : log.number(seen);
    EventStream stream = new EventStream(ctx, log, about, number.orElse(Long.MIN_VALUE));
    streams.add(stream);
    ctx.addEndHandler(ended -> streams.remove(stream));
    stream.begin(seen == null ? first.get() : Buffer.buffer());
  }

  public boolean isEmpty() {
    return taken == 0;
  }

  /** Something was added to the log. */
  public void pump() {
    all().forEach(EventStream::pump);
  }

  /** To be called every second or so. */
  public void sweep() {
    for (EventStream stream : all()) {
      if (stream.isBehind(limits.behind())) {
        stream.cut();
      } else if (!stream.isAllowed()) {
        stream.end();
      } else {
        stream.beat(limits.heartbeat());
      }
    }
  }

  /** The process ends. */
  public void end() {
    all().forEach(EventStream::end);
  }

  /** Any of them may end while something is done to it. */
  private List<EventStream> all() {
    return new ArrayList<>(streams);
  }
}
