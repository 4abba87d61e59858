package dev.millrace.poll;

import dev.millrace.error.BugReport;
import dev.millrace.error.JobError;
import dev.millrace.error.LogFields;
import dev.millrace.flow.Acked;
import dev.millrace.flow.Addresses;
import dev.millrace.flow.Credits;
import dev.millrace.flow.Flush;
import dev.millrace.flow.GiveUp;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.Release;
import dev.millrace.flow.Stage;
import dev.millrace.flow.StageTimes;
import dev.millrace.kafka.BrokerErrors;
import dev.millrace.kafka.BrokerException;
import dev.millrace.kafka.Partitions;
import dev.millrace.kafkalimit.TooLargeRecord;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands whole polls to the transform, one message each, and takes their acknowledgements, which
 * bring the credits back.
 *
 * <p>Event loop only, but for the methods of {@link ConsumerWatcher}: the poll thread calls them,
 * and they carry what happened over to the event loop, in order.
 */
final class PollHandover implements ConsumerWatcher {
  /** The acknowledgement comes when the database has the rows; the lane's end drops the request. */
  private static final DeliveryOptions NO_TIMEOUT =
      new DeliveryOptions().setSendTimeout(Integer.MAX_VALUE);

  private static final Logger LOG = LoggerFactory.getLogger(PollHandover.class);
  private static final long EVERY_SECOND_MS = 1_000;
  private static final String BUG =
      "the engine met a bug while polling: see the log, and report it";

  private final Vertx vertx;
  private final Context context;
  private final PollSettings settings;
  private final JobMeters meters;
  private final Credits credits;
  private final StageTimes stages;
  private final AssignedPartitions partitions;
  private final GroupCommits commits;
  private final PrefetchLimit prefetchLimit;
  private final RecordBufferPool memory = new RecordBufferPool();
  private final AtomicBoolean commitIsComing = new AtomicBoolean();
  private volatile ClaimingConsumer consumer;
  private volatile PartitionClaimer desk;

  /** Batches handed over so far, and how many of them were acknowledged; that is done in order. */
  private long handed;

  private long acked;
  private boolean broken;
  private final Queue<AfterAcks> afterAcks = new ArrayDeque<>();

  /** Something to do when the first {@code handed} batches are acknowledged. */
  private record AfterAcks(long handed, Runnable work) {}

  PollHandover(
      Vertx vertx,
      Context context,
      PollSettings settings,
      JobMeters meters,
      Credits credits,
      StageTimes stages) {
    this.vertx = vertx;
    this.context = context;
    this.settings = settings;
    this.meters = meters;
    this.credits = credits;
    this.stages = stages;
    this.partitions = new AssignedPartitions(settings.stopOffsets());
    this.commits = new GroupCommits(settings.groupHoldsPositions());
    this.prefetchLimit = new PrefetchLimit(settings.batchRows());
  }

  /** Before the consumer's first poll. */
  void readsFrom(ClaimingConsumer reading) {
    consumer = reading;
    desk = new PartitionClaimer(vertx, settings, commits, reading, this::onClaimed);
    vertx.setPeriodic(
        EVERY_SECOND_MS,
        t -> {
          commit();
          memory.trim();
        });
  }

  /** One at a time: what is acknowledged until it runs is in it. */
  private void commit() {
    if (commitIsComing.compareAndSet(false, true)) {
      consumer.later(
          () -> {
            commitIsComing.set(false);
            commits.commitAsync(consumer);
          });
    }
  }

  /** Never throws: the stream would stop polling without a word. */
  void onRecords(ConsumerRecords<ByteBuffer, ByteBuffer> records) {
    if (broken) {
      return;
    }
    try {
      meters.add(Meter.POLLS, 1);
      meters.add(Meter.POLLED_RECORDS, records.count());
      RecordBufferPool.Lease lease = memory.lease();
      handOver(partitions.take(records, lease), lease);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      // Of this poll some may have been taken: to go on behind it would be to lose the rest.
      broken = true;
      LOG.atError()
          .addKeyValue(LogFields.JOB, settings.lane().job())
          .addKeyValue(LogFields.LANE, settings.lane().lane())
          .log("lane {} met a bug while polling: {}", settings.lane(), BugReport.of(e));
      publish(new LaneEvent.Failed(JobError.of("engine", "bug", BUG)));
    }
  }

  private void onClaimed(
      List<LedgerRow> rows, Map<TopicPartition, OffsetAndMetadata> oldestOffsets) {
    rows.forEach(row -> partitions.claimed(Partitions.of(row.id()), row.nextOffset()));
    commits.claimed(rows);
    publish(new LaneEvent.Assigned(partitions.ids()));
    // What expired is a gap now, not only when the next record comes, which may be never.
    handOver(partitions.pass(oldestOffsets), memory.lease());
    holdWhatIsAtEnd();
  }

  private void handOver(PolledBatch batch, RecordBufferPool.Lease lease) {
    if (batch == null) {
      lease.end();
      return;
    }
    meters.add(Meter.POLLED_BYTES, batch.payloadBytes());
    prefetchLimit.learn(batch);
    credits.suffice(prefetchLimit.bytes());
    credits.take(batch.bytes());
    handed++;
    vertx
        .eventBus()
        .<Acked>request(Addresses.transform(settings.lane()), batch, NO_TIMEOUT)
        .onSuccess(reply -> onAcked(batch, lease, reply.body()))
        .onFailure(
            e -> publish(new LaneEvent.Fenced("the transform dropped a batch: " + e.getMessage())));
    holdWhatIsAtEnd();
  }

  private void onAcked(PolledBatch batch, RecordBufferPool.Lease lease, Acked reply) {
    lease.end();
    credits.giveBack(batch.bytes());
    if (!credits.exhausted()) {
      consumer.wake();
    }
    acked++;
    commits.remember(reply.rows());
    if (commits.arePositions()) {
      commit();
    }
    while (!afterAcks.isEmpty() && afterAcks.peek().handed() <= acked) {
      afterAcks.poll().work().run();
    }
  }

  /** Does it when all that was handed over is committed, and makes that be soon. */
  private void afterAcks(Runnable work) {
    if (acked == handed) {
      work.run();
    } else {
      afterAcks.add(new AfterAcks(handed, work));
      vertx.eventBus().send(Addresses.flush(settings.lane()), new Flush());
    }
  }

  private void holdWhatIsAtEnd() {
    Set<TopicPartition> atEnd = partitions.atEnd();
    if (!atEnd.isEmpty()) {
      consumer.later(() -> atEnd.forEach(consumer::hold));
    }
  }

  private <T> Future<T> ask(String address, Object message) {
    return vertx.eventBus().<T>request(address, message, NO_TIMEOUT).map(Message::body);
  }

  private void publish(LaneEvent event) {
    vertx.eventBus().send(Addresses.events(settings.lane()), event);
  }

  @Override
  public void assigned(Set<TopicPartition> assigned, long token) {
    meters.add(Meter.REBALANCES, 1);
    desk.claim(assigned, token);
  }

  /**
   * The release, too, is waited for: a claim of ours that came to the sink behind that of the next
   * owner would fence it.
   */
  @Override
  public void revoking(Set<TopicPartition> revoked, CountDownLatch committed) {
    Set<PartitionId> ids = Partitions.ids(revoked);
    context.runOnContext(
        v ->
            this.<Acked>ask(Addresses.giveUps(settings.lane()), new GiveUp(ids))
                .onSuccess(acked -> commits.remember(acked.rows()))
                .compose(acked -> ask(Addresses.releases(settings.lane()), new Release(ids)))
                .onComplete(released -> committed.countDown()));
  }

  /**
   * Claimed at once, the ledger would be behind what is on its way to it, and that would be called
   * lost.
   */
  @Override
  public void outOfRange(Set<TopicPartition> expired, long token) {
    context.runOnContext(v -> afterAcks(() -> desk.claim(expired, token)));
  }

  /** All before it is to be committed first: stopping is exact. */
  @Override
  public void tooLarge(TopicPartition partition, long offset, TooLargeRecord record) {
    context.runOnContext(
        v -> afterAcks(() -> publish(new LaneEvent.Failed(record.error(partition, offset)))));
  }

  @Override
  public void leftOut() {
    context.runOnContext(v -> publish(new LaneEvent.Assigned(partitions.ids())));
  }

  @Override
  public void gone(Set<TopicPartition> gone) {
    if (!consumer.isGivenUp()) {
      meters.add(Meter.REBALANCES, 1);
    }
    context.runOnContext(
        v -> {
          partitions.gone(gone);
          Set<PartitionId> ids = Partitions.ids(gone);
          // Lost ones were not revoked before.
          vertx.eventBus().send(Addresses.giveUps(settings.lane()), new GiveUp(ids));
          vertx.eventBus().send(Addresses.releases(settings.lane()), new Release(ids));
          publish(new LaneEvent.Assigned(partitions.ids()));
        });
  }

  @Override
  public void busy(Stage stage, boolean isBusy) {
    stages.tell(stage, isBusy, System.nanoTime());
  }

  @Override
  public void paused(long nanos) {
    meters.time(Meter.PAUSED_TIME, nanos);
  }

  @Override
  public void passed(Map<TopicPartition, OffsetAndMetadata> nextOffsets) {
    context.runOnContext(v -> handOver(partitions.pass(nextOffsets), memory.lease()));
  }

  @Override
  public void failed(Throwable cause) {
    BrokerException failure =
        BrokerErrors.of(cause, settings.source().bootstrapServers(), settings.source().topic());
    context.runOnContext(
        v ->
            publish(
                failure.mayPass()
                    ? new LaneEvent.Retrying(failure.error())
                    : new LaneEvent.Failed(failure.error())));
  }

  @Override
  public void recovered() {
    context.runOnContext(v -> publish(new LaneEvent.Recovered()));
  }

  @Override
  public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> asked) {
    return commits.of(asked);
  }
}
