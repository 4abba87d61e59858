package dev.millrace.lane;

import dev.millrace.answer.JobStatus.Busy;
import dev.millrace.flow.Addresses;
import dev.millrace.flow.Credits;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.flow.StageTimes;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.mysql.UnansweredStatement;
import dev.millrace.poll.PollVerticle;
import dev.millrace.sink.SinkVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * One poll → transform → sink chain. Started once and stopped once; a lane that is to run again is
 * made anew with a new {@link LaneId}. Lives on the context that makes it.
 */
public final class Lane {
  private final Vertx vertx;
  private final LaneSettings settings;
  private final JobMeters meters;
  private final Credits credits;
  private final Deque<String> deployed = new ArrayDeque<>();
  private final MessageConsumer<LaneEvent> events;
  private Future<Void> started = Future.succeededFuture();
  private Future<Void> stopped;
  private final StageTimes stages = new StageTimes();
  private final BusyWindow busy = new BusyWindow(stages);
  private long eachSecond;
  private SinkVerticle sink;

  /**
   * @param onEvent told of everything that happens, on the context that makes the lane
   */
  public Lane(Vertx vertx, LaneSettings settings, JobMeters meters, Consumer<LaneEvent> onEvent) {
    this.vertx = vertx;
    this.settings = settings;
    this.meters = meters;
    this.credits = new Credits(settings.poll().maxInFlight());
    this.events =
        vertx.eventBus().localConsumer(Addresses.events(id()), m -> onEvent.accept(m.body()));
  }

  public LaneId id() {
    return settings.lane();
  }

  /** Polled and not committed. */
  public long inFlightBytes() {
    return credits.inFlightBytes();
  }

  /** Where its time goes; null in the first second. */
  public Busy busy() {
    return busy.shares();
  }

  /** The statement that the destination has not answered yet, or null. */
  public UnansweredStatement unanswered() {
    return sink == null ? null : sink.unanswered();
  }

  /**
   * Completes when the lane is a member of its group; neither broker nor database need be there for
   * that.
   */
  public Future<Void> start() {
    meters.gauge(Meter.IN_FLIGHT_BYTES, credits::inFlightBytes, String.valueOf(id().lane()));
    eachSecond = vertx.setPeriodic(1_000, t -> busy.mark(System.nanoTime()));
    sink = new SinkVerticle(settings.sink());
    started =
        deploy(
                new WriteVerticle(
                    sink, new TransformVerticle(id(), settings.plan(), meters, stages)))
            .compose(v -> deploy(new PollVerticle(settings.poll(), meters, credits, stages)));
    return started;
  }

  private Future<Void> deploy(Deployable verticle) {
    return stopped != null
        ? Future.failedFuture("the lane was stopped while it started")
        : vertx.deployVerticle(verticle).onSuccess(deployed::push).mapEmpty();
  }

  /**
   * Stops polling and leaves the group, then lets go of what was not committed, then of the
   * database; in that order, so that nothing is sent to a stage that has ended. What is cut short
   * is in the ledger or it is not; nothing is lost.
   *
   * <p>A lane that is still starting is stopped once the stage that is being deployed is there:
   * otherwise that stage would run on, a member of the group that no lane knows of. The second call
   * gets the first one's future.
   */
  public Future<Void> stop() {
    if (stopped == null) {
      vertx.cancelTimer(eachSecond);
      Promise<Void> promise = Promise.promise();
      stopped = promise.future();
      started.transform(done -> undeploy()).onComplete(promise);
    }
    return stopped;
  }

  private Future<Void> undeploy() {
    Future<Void> chain = Future.succeededFuture();
    while (!deployed.isEmpty()) {
      String id = deployed.pop();
      // A stage that fails to stop must not keep the next one running.
      chain = chain.transform(done -> vertx.undeploy(id));
    }
    return chain.transform(
        done -> {
          meters.drop(Meter.IN_FLIGHT_BYTES, String.valueOf(id().lane()));
          return events.unregister();
        });
  }
}
