package dev.millrace.admin;

import static dev.millrace.http.Endpoint.API;

import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobWatch;
import dev.millrace.answer.KnownJob;
import dev.millrace.api.EngineApi;
import dev.millrace.http.Endpoint;
import dev.millrace.http.EventLog;
import dev.millrace.http.EventStreams;
import dev.millrace.http.Problem;
import dev.millrace.http.Responses;
import dev.millrace.http.StreamLimits;
import dev.millrace.model.Role;
import dev.millrace.render.EventJson;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;

/**
 * {@code /api/v1/events}: jobs' changes as server-sent events. The engine is watched once, however
 * many read, and not at all a minute after the last of them has gone.
 */
final class EventRoutes {
  private static final int MOST_EVENTS = 4_096;
  private static final int MOST_BYTES = 2 << 20;
  private static final long SWEEP_MS = 1_000;

  /** A client that comes back within this time goes on where it was. */
  private static final Duration LINGER = Duration.ofSeconds(60);

  private final EngineApi engineApi;
  private final EventLog log = new EventLog(MOST_EVENTS, MOST_BYTES);
  private final EventStreams streams;

  /** Null while nobody reads; like the rest touched on the API's event loop only. */
  private JobWatch watch;

  private long usedNanos;

  EventRoutes(EngineApi engineApi, StreamLimits limits) {
    this.engineApi = engineApi;
    this.streams = new EventStreams(limits, log);
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get(API + "/events", Role.VIEWER, this::events));
  }

  private void events(RoutingContext ctx) {
    List<String> given = ctx.queryParam("job");
    String job = given.isEmpty() ? null : given.get(0);
    if (given.size() > 1) {
      throw new Problem.Refusal(400, "job is one job's name, or left out for all jobs");
    }
    if (!engineApi.ready()) {
      throw new Problem.Refusal(503, "the engine is starting or stopping; try again in a moment");
    }
    if (job != null) {
      engineApi.job(job);
    }
    streams.take(ctx);
    watch(ctx.vertx());
    Responses.after(
        ctx, engineApi::statuses, (c, known) -> streams.open(c, job, () -> asTheyAre(known, job)));
  }

  /** Of each job its state and its progress. */
  private Buffer asTheyAre(List<KnownJob> known, String job) {
    Buffer text = Buffer.buffer();
    for (KnownJob one : known) {
      if (job == null || job.equals(one.job().name())) {
        append(text, EventJson.stateOf(one.status()));
        append(text, EventJson.of(new JobChange.Progress(one.status())));
      }
    }
    return text;
  }

  private void append(Buffer text, EventJson.Event event) {
    text.appendBuffer(log.text(event.name(), event.data()));
  }

  private void watch(Vertx vertx) {
    usedNanos = System.nanoTime();
    if (watch == null) {
      begin(vertx.getOrCreateContext());
      vertx.setPeriodic(SWEEP_MS, timer -> sweep(vertx, timer));
    }
  }

  /** What was missed while nobody watched is not in the log. */
  private void begin(Context home) {
    log.interrupt();
    watch = engineApi.watch(change -> home.runOnContext(here -> take(change)));
  }

  private void take(JobChange change) {
    EventJson.Event event = EventJson.of(change);
    log.add(event.name(), change.job(), event.data());
    streams.pump();
  }

  private void sweep(Vertx vertx, long timer) {
    if (!engineApi.ready()) {
      streams.end();
    }
    streams.sweep();
    if (!streams.isEmpty()) {
      usedNanos = System.nanoTime();
    }
    if (System.nanoTime() - usedNanos > LINGER.toNanos()) {
      vertx.cancelTimer(timer);
      watch.close();
      watch = null;
    } else if (watch.isClosed()) {
      // It was too slow for the engine, which then tells it nothing any more.
      begin(vertx.getOrCreateContext());
      streams.pump();
    }
  }
}
