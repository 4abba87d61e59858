package dev.millrace.lane;

import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;
import dev.millrace.flow.Acked;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.Policy;
import io.vertx.core.Future;
import io.vertx.core.eventbus.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Encodes polled records into batches, one of which is with the sink while the next is being built;
 * acknowledges polled batches when all of theirs is committed.
 *
 * <pre>
 *  unacked   ──▶ readPosition ──▶ building ──send──▶ sent ──Committed──▶ acknowledge, forget
 *  (polled)        ▲                            │
 *                  └───────── go back ──────────┘ Refused: those records are refused; what was built of them and
 *                                                 after them is built again, and the policy decides
 *                                                 Full: built again with no more quarantined than there is room for
 * </pre>
 *
 * <p>A record that stops the job ends the reading there: what is before it is sent, and only when
 * that is committed the job is told. Event loop only.
 */
final class Transform {
  /** So long one turn may take before others get theirs, the connection to the database first. */
  private static final long TURN_NANOS = 1_000_000;

  private static final int LOOK_AT_CLOCK_EVERY = 64;

  private final LanePlan plan;
  private final JobMeters meters;
  private final RecordEncoder encoder;
  private final QuarantineBudget allowance;
  private final Function<RowBatch, Future<WriteOutcome>> sink;
  private final Consumer<LaneEvent> events;
  private final Consumer<Runnable> nextTurn;

  private final UnackedBatches unacked = new UnackedBatches();
  private final ReadPosition readPosition = new ReadPosition();
  private final Map<PartitionId, LedgerRow> newestRows = new HashMap<>();
  private final RefusedRecords refusedRecords = new RefusedRecords();
  private final PendingRevocations pendingRevocations = new PendingRevocations();
  private final AdaptiveLinger adaptiveLinger;
  private final BatchLimits limits;
  private final AfterWrite afterWrite;
  private BatchBuilder building;
  private BatchBuilder spare;
  private BatchBuilder sent;
  private long sequence;
  private FlushReason flush;
  private Stop stopping;
  private boolean done;
  private boolean turnIsComing;
  private long sentNanos;

  /** Why the job stops before a record. */
  private record Stop(RejectCode code, JobError error) {}

  /**
   * @param sink writes a batch; its future fails only when the sink is gone
   * @param nextTurn runs something later on the same event loop, behind what its sockets bring
   */
  Transform(
      LanePlan plan,
      JobMeters meters,
      Function<RowBatch, Future<WriteOutcome>> sink,
      Consumer<LaneEvent> events,
      Consumer<Runnable> nextTurn) {
    this.plan = plan;
    this.meters = meters;
    this.encoder = new RecordEncoder(plan);
    this.building = new BatchBuilder(plan.tables().size());
    this.spare = new BatchBuilder(plan.tables().size());
    this.adaptiveLinger = new AdaptiveLinger(plan.batch().lingerMs());
    this.limits = new BatchLimits(plan.batch());
    this.allowance = new QuarantineBudget(plan.maxQuarantined(), plan.maxQuarantinedRatio());
    this.sink = sink;
    this.events = events;
    this.nextTurn = nextTurn;
    this.afterWrite = new GoingOn(meters);
  }

  /** Takes a polled batch; replies to the message when all of it is committed. */
  void accept(Message<PolledBatch> message) {
    UnackedBatch added = unacked.add(message);
    if (readPosition.pending() == null) {
      readPosition.enter(added);
    }
    work();
  }

  /**
   * Sends what is there, and what is still to be encoded of what was accepted, without waiting for
   * more.
   */
  void flush(FlushReason reason) {
    flush = reason;
    work();
  }

  /**
   * Forgets what is polled and built of these partitions; the rest of what was being built is built
   * again. So giving up a partition takes one transaction at most, however much was polled of it.
   *
   * @param onGone when nothing of them is with the sink any more
   */
  void giveUp(Set<PartitionId> partitions, Consumer<Acked> onGone) {
    // Of what is here now: what is accepted later is of a partition that came back.
    unacked.drop(partitions);
    pendingRevocations.add(
        partitions,
        () -> {
          refusedRecords.forget(partitions);
          onGone.accept(acked());
        });
    if (!done) {
      readAgainFrom(building.start() == null ? readPosition : building.start());
      allowance.backToBuilding();
      building.reset();
    }
    pendingRevocations.settle(done ? null : sent);
    work();
  }

  private void readAgainFrom(ReadPosition place) {
    readPosition.goBackTo(place);
    stopping = null;
  }

  private Acked acked() {
    return new Acked(newestRows.values().stream().toList());
  }

  /**
   * How long the batch that is being built may still wait for more records; negative when there is
   * none, or when it waits for the sink.
   */
  long lingerLeftMs() {
    if (done || flush != null || sent != null || building.isEmpty()) {
      return -1;
    }
    return adaptiveLinger.leftMs(System.nanoTime() - building.startNanos());
  }

  /** Encodes what there is, and sends what has waited long enough. */
  void work() {
    if (turnIsComing || done) {
      return;
    }
    long begin = System.nanoTime();
    boolean more = encode(begin + TURN_NANOS);
    acknowledge();
    meters.time(Meter.ENCODE_TIME, System.nanoTime() - begin);
    if (more) {
      turnIsComing = true;
      nextTurn.accept(
          () -> {
            turnIsComing = false;
            work();
          });
    } else if (stopping != null || flush != null) {
      sendOrFinish();
    } else if (lingerLeftMs() == 0) {
      send(FlushReason.LINGER);
    }
  }

  /**
   * Encodes until there is nothing to encode, or the batch is full and the sink busy; true when the
   * turn is over.
   */
  private boolean encode(long untilNanos) {
    int n = 0;
    long nowMillis = System.currentTimeMillis();
    while (readPosition.pending() != null && stopping == null && !done) {
      FlushReason full = limits.reached(building);
      if (full != null && !send(full)) {
        return false;
      }
      step(nowMillis);
      if (++n % LOOK_AT_CLOCK_EVERY == 0 && System.nanoTime() > untilNanos) {
        return true;
      }
    }
    return false;
  }

  private void step(long nowMillis) {
    PolledPartition p = readPosition.partition();
    if (readPosition.pending().isDropped(p.id())) {
      leavePartition();
      return;
    }
    PartitionProgress progress = building.progress(p.id(), readPosition.offset(), readPosition);
    if (progress.to() != readPosition.offset()) {
      // The partition was taken away and claimed again meanwhile: this batch belongs to an earlier
      // assignment.
      fail(
          new LaneEvent.Fenced(
              p.topic()
                  + "["
                  + p.partition()
                  + "] went on at "
                  + readPosition.offset()
                  + " after "
                  + progress.to()));
      return;
    }
    if (!readPosition.atTail()) {
      int i = readPosition.record();
      progress.gapTo(p.records().offset(i));
      readPosition.takeGap();
      if (p.records().valueArray(i) == null) {
        progress.tombstone(p.records().timestamp(i));
      } else if (!take(p, i, progress, nowMillis)) {
        return;
      }
      readPosition.nextRecord();
      if (!readPosition.atTail() || readPosition.offset() < p.toOffset()) {
        return;
      }
    }
    // In the same step as the last record: a batch that holds the end of what was polled must know
    // so when it is sent.
    progress.gapTo(p.toOffset());
    leavePartition();
  }

  private void leavePartition() {
    UnackedBatch left = readPosition.pending();
    if (readPosition.nextPartition()) {
      // Where nothing of it is being built, it ended in what was sent last.
      left.endIn(building.isEmpty() ? sequence - 1 : sequence);
    }
  }

  /** Writes the record, or does what its policy says; false when it stops the job. */
  private boolean take(PolledPartition p, int i, PartitionProgress progress, long nowMillis) {
    Rejection rejection = refusedRecords.reason(p.id(), p.records().offset(i));
    if (rejection == null) {
      rejection = encoder.encode(p, i, building, nowMillis);
    }
    if (rejection == null) {
      progress.written(p.records().timestamp(i), encoder.nulledFields(), encoder.roundedFields());
      allowance.onWritten();
      return true;
    }
    if (encoder.policy(rejection) != Policy.QUARANTINE) {
      stopping = new Stop(rejection.code(), rejection.toError(p, p.records().offset(i), plan));
      return false;
    }
    JobError tooMany = allowance.take(rejection, p, i, building.quarantined());
    if (tooMany != null) {
      stopping = new Stop(rejection.code(), tooMany);
      return false;
    }
    building.addQuarantined(rejection.toQuarantine(p, i));
    progress.quarantined(p.records().timestamp(i));
    return true;
  }

  private void sendOrFinish() {
    FlushReason reason = stopping != null ? FlushReason.STOP : flush;
    if (!building.isEmpty()) {
      if (send(reason)) {
        flush = null;
      }
    } else if (sent == null) {
      flush = null;
      if (stopping != null) {
        CommitReport.rejected(stopping.code(), meters);
        fail(new LaneEvent.Failed(stopping.error()));
      }
    }
  }

  /** Gives the batch to the sink, if that is free. */
  private boolean send(FlushReason reason) {
    if (sent != null) {
      return false;
    }
    sent = building;
    building = spare;
    allowance.onSent();
    sequence++;
    sentNanos = System.nanoTime();
    meters.add(Meter.BATCHES, reason.label(), 1);
    meters.record(Meter.BATCH_ROWS, sent.rows());
    CommitReport.unmapped(encoder, events);
    sink.apply(sent.toBatch())
        // In a turn of its own, which is guarded: an exception here would be lost, and the lane
        // would stand still without a word.
        .onSuccess(written -> nextTurn.accept(() -> onWritten(written)))
        .onFailure(gone -> nextTurn.accept(() -> fail(AfterWrite.noAnswer(gone))));
    return true;
  }

  private void onWritten(WriteOutcome outcome) {
    if (done) {
      return;
    }
    meters.time(Meter.WRITE_TIME, System.nanoTime() - sentNanos);
    LaneEvent end = outcome.accept(afterWrite);
    if (end != null) {
      fail(end);
    }
    work();
  }

  private final class GoingOn extends AfterWrite {
    GoingOn(JobMeters meters) {
      super(meters);
    }

    @Override
    public LaneEvent committed(WriteOutcome.Committed outcome) {
      onCommitted(outcome);
      return null;
    }

    @Override
    public LaneEvent refused(WriteOutcome.Refused outcome) {
      refusedRecords.addAll(sent, plan.tables(), outcome.refused());
      return goBack();
    }

    @Override
    public LaneEvent full(WriteOutcome.Full outcome) {
      allowance.onFull(outcome.room());
      return goBack();
    }

    @Override
    public LaneEvent tooMuch(WriteOutcome.TooMuch outcome) {
      return limits.shrink(sent) ? goBack() : new LaneEvent.Failed(outcome.error());
    }
  }

  private void onCommitted(WriteOutcome.Committed committed) {
    long committedNanos = System.nanoTime();
    adaptiveLinger.wrote(sentNanos, committedNanos);
    BatchBuilder batch = sent;
    sent = null;
    limits.committed();
    CommitReport.tell(batch, committed.rows(), committedNanos - sentNanos, meters, events);
    committed.rows().forEach(row -> newestRows.put(row.id(), row));
    refusedRecords.forgetBefore(newestRows);
    acknowledge();
    pendingRevocations.settle(null);
    batch.reset();
    spare = batch;
  }

  /** Batches are numbered by how many were sent before them; the newest is number sequence - 1. */
  private void acknowledge() {
    unacked.acknowledge(sent == null ? sequence : sequence - 1, this::acked);
  }

  /** Forgets what was sent and built, to be built again from the same place; never an end. */
  private LaneEvent goBack() {
    readAgainFrom(sent.start());
    allowance.backToSent();
    building.reset();
    spare = sent;
    spare.reset();
    sent = null;
    pendingRevocations.settle(null);
    return null;
  }

  /** Tells why, and takes and sends nothing any more. */
  void fail(LaneEvent event) {
    if (!done) {
      close();
      events.accept(event);
      pendingRevocations.settle(null);
    }
  }

  /** Takes and sends nothing any more. */
  void close() {
    done = true;
  }
}
