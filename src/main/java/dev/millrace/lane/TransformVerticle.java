package dev.millrace.lane;

import dev.millrace.error.BugReport;
import dev.millrace.error.JobError;
import dev.millrace.error.LogFields;
import dev.millrace.flow.Addresses;
import dev.millrace.flow.Flush;
import dev.millrace.flow.GiveUp;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Stage;
import dev.millrace.flow.StageTimes;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.metrics.JobMeters;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The middle stage of a lane on the bus: {@link Transform} with its messages and its linger timer.
 * Event loop only.
 */
final class TransformVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(TransformVerticle.class);

  /**
   * The sink answers when the database does, which may take days; the lane's end drops the request.
   */
  private static final DeliveryOptions NO_TIMEOUT =
      new DeliveryOptions().setSendTimeout(Integer.MAX_VALUE);

  private final LaneId lane;
  private final JobMeters meters;
  private final LanePlan plan;
  private final StageTimes stages;
  private Transform transform;
  private PolledSampler sampler;
  private LingerTimer linger;

  TransformVerticle(LaneId lane, LanePlan plan, JobMeters meters, StageTimes stages) {
    this.lane = lane;
    this.plan = plan;
    this.meters = meters;
    this.stages = stages;
  }

  @Override
  public Future<?> start() {
    transform =
        new Transform(
            plan,
            meters,
            this::write,
            this::publish,
            // Behind what the sockets bring: tasks may run for a second before those (Netty 4.2).
            turn -> vertx.timer(1, TimeUnit.NANOSECONDS).onSuccess(v -> guarded(turn)));
    linger = new LingerTimer(vertx, () -> guarded(transform::work));
    sampler = new PolledSampler(this::publish, System.nanoTime());
    MessageConsumer<PolledBatch> batches =
        vertx
            .eventBus()
            .localConsumer(Addresses.transform(lane), message -> guarded(() -> accept(message)));
    MessageConsumer<Flush> flushes =
        vertx
            .eventBus()
            .localConsumer(
                Addresses.flush(lane),
                message -> guarded(() -> transform.flush(FlushReason.FLUSH)));
    MessageConsumer<GiveUp> giveUps =
        vertx
            .eventBus()
            .localConsumer(
                Addresses.giveUps(lane),
                message ->
                    guarded(() -> transform.giveUp(message.body().partitions(), message::reply)));
    return Future.all(batches.completion(), flushes.completion(), giveUps.completion());
  }

  @Override
  public Future<?> stop() {
    transform.close();
    return Future.succeededFuture();
  }

  private void accept(Message<PolledBatch> message) {
    sampler.look(message.body(), System.nanoTime());
    transform.accept(message);
  }

  private Future<WriteOutcome> write(RowBatch batch) {
    stages.tell(Stage.WRITE, true, System.nanoTime());
    return vertx
        .eventBus()
        .<WriteOutcome>request(Addresses.sink(lane), batch, NO_TIMEOUT)
        .onComplete(done -> stages.tell(Stage.WRITE, false, System.nanoTime()))
        .map(Message::body);
  }

  /** A bug must not end in silence: the job is told, and its ledger keeps what was written. */
  private void guarded(Runnable work) {
    stages.tell(Stage.ENCODE, true, System.nanoTime());
    try {
      work.run();
      linger.set(transform.lingerLeftMs());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      LOG.atError()
          .addKeyValue(LogFields.JOB, lane.job())
          .addKeyValue(LogFields.LANE, lane.lane())
          .log("lane {} met a bug while encoding: {}", lane, BugReport.of(e));
      // What is being built may end in half a row, so nothing of it may be sent any more.
      transform.fail(
          new LaneEvent.Failed(
              JobError.of(
                  "engine",
                  "bug",
                  "the engine met a bug while encoding ("
                      + e.getClass().getSimpleName()
                      + "): see the log, and report it")));
    } finally {
      stages.tell(Stage.ENCODE, false, System.nanoTime());
    }
  }

  private void publish(LaneEvent event) {
    vertx.eventBus().send(Addresses.events(lane), event);
  }
}
