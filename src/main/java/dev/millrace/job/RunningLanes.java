package dev.millrace.job;

import dev.millrace.answer.JobStatus.LaneStatus;
import dev.millrace.document.DocumentDigest;
import dev.millrace.error.LogFields;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.lane.Lane;
import dev.millrace.lane.LaneSettings;
import dev.millrace.metrics.JobMeters;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import dev.millrace.mysql.UnansweredStatement;
import dev.millrace.preflight.JobFailure;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.spec.Destination;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lanes of one run of a job. A lane that was fenced is stopped and made anew after a moment: by
 * then Kafka has told it what it owns. Event loop only.
 */
final class RunningLanes {
  private static final Logger LOG = LoggerFactory.getLogger(RunningLanes.class);
  private static final long FENCED_WAIT_MS = 1_000;

  /** What a lane may take to stop; what it leaves behind then is fenced by the ledger. */
  private static final long STOP_TIMEOUT_MS = 9_000;

  private final EngineParts engineParts;
  private final String job;
  private final SourceSpec source;
  private final StartPreparation.PreparedJob preparedJob;
  private final LedgerMemory ledger;
  private final Supplier<CompletionStage<TopicId>> lookAtTopic;
  private final JobMeters meters;
  private final BiConsumer<Integer, LaneEvent> onEvent;
  private final List<LaneSlot> slots = new ArrayList<>();
  private boolean stopped;

  RunningLanes(
      EngineParts engineParts,
      String job,
      SourceSpec source,
      StartPreparation.PreparedJob preparedJob,
      LedgerMemory ledger,
      Supplier<CompletionStage<TopicId>> lookAtTopic,
      JobMeters meters,
      BiConsumer<Integer, LaneEvent> onEvent) {
    this.engineParts = engineParts;
    this.job = job;
    this.source = source;
    this.preparedJob = preparedJob;
    this.ledger = ledger;
    this.lookAtTopic = lookAtTopic;
    this.meters = meters;
    this.onEvent = onEvent;
  }

  Future<Void> start() {
    return resolved().compose(this::start);
  }

  /** Where to read and where to write, secrets in plain text. */
  private record Resolved(SourceSpec source, Destination destination) {}

  /** Anew for each start of a lane, for secrets are rotated. */
  private Future<Resolved> resolved() {
    Future<SourceSpec> from =
        SecretResolver.resolved(engineParts.vertx(), engineParts.secrets(), source);
    Future<Destination> to =
        SecretResolver.resolved(
            engineParts.vertx(), engineParts.secrets(), preparedJob.spec().destination());
    return Future.all(from, to).map(both -> new Resolved(from.result(), to.result()));
  }

  private Future<Void> start(Resolved resolved) {
    if (stopped) {
      return Future.failedFuture("the lanes were stopped");
    }
    List<Future<Void>> starts = new ArrayList<>();
    for (int i = 0; i < preparedJob.spec().lanes(); i++) {
      int index = i;
      slots.add(
          new LaneSlot(fenced -> restart(index, fenced), progress -> ledger.note(progress.rows())));
      starts.add(startLane(i, resolved));
    }
    return Future.join(starts).mapEmpty();
  }

  private Future<Void> startLane(int index, Resolved resolved) {
    LaneId id = new LaneId(job, index, engineParts.runs().incrementAndGet());
    LaneSettings settings =
        LaneSettings.of(
            id,
            resolved.source(),
            preparedJob.topic(),
            lookAtTopic,
            preparedJob.spec(),
            DocumentDigest.of(preparedJob.spec()),
            resolved.destination(),
            preparedJob.tables(),
            ledger,
            preparedJob.stopOffsets(),
            preparedJob.unread());
    return slots
        .get(index)
        .start(new Lane(engineParts.vertx(), settings, meters, event -> onEvent(index, id, event)));
  }

  private void onEvent(int index, LaneId id, LaneEvent event) {
    LaneSlot slot = slots.get(index);
    if (!stopped && slot.hears(id)) {
      event.accept(slot);
      onEvent.accept(index, event);
    }
  }

  private void restart(int index, LaneEvent.Fenced fenced) {
    LOG.atInfo()
        .addKeyValue(LogFields.JOB, job)
        .addKeyValue(LogFields.LANE, index)
        .log("job {} lane {} restarts: {}", job, index, fenced.detail());
    slots.get(index).restarts();
    replace(index);
  }

  private void replace(int index) {
    slots
        .get(index)
        .stop()
        .onComplete(
            done ->
                engineParts
                    .vertx()
                    .setTimer(
                        FENCED_WAIT_MS,
                        t -> {
                          if (!stopped) {
                            resolved()
                                .compose(
                                    to -> stopped ? Future.succeededFuture() : startLane(index, to))
                                .onSuccess(v -> onReplaced(index))
                                .onFailure(e -> onNotStarted(index, e));
                          }
                        }));
  }

  /** What kept it from starting has passed, unless it has met a failure since. */
  private void onReplaced(int index) {
    if (!stopped && !slots.get(index).isRetrying()) {
      onEvent.accept(index, new LaneEvent.Recovered());
    }
  }

  private void onNotStarted(int index, Throwable e) {
    JobFailure jobFailure = JobFailure.of(e);
    if (stopped) {
      return;
    }
    if (jobFailure.mayPass()) {
      onEvent.accept(index, new LaneEvent.Retrying(jobFailure.error()));
      replace(index);
    } else {
      onEvent.accept(index, new LaneEvent.Failed(jobFailure.error()));
    }
  }

  /** Partitions that lanes of this process hold. */
  Set<PartitionId> held() {
    Set<PartitionId> held = new TreeSet<>();
    slots.forEach(slot -> held.addAll(slot.partitions()));
    return held;
  }

  /** Statements of the lanes that the destination has not answered yet. */
  List<UnansweredStatement> unanswered() {
    return slots.stream().map(LaneSlot::unanswered).filter(Objects::nonNull).toList();
  }

  List<LaneStatus> status() {
    return IntStream.range(0, slots.size()).mapToObj(i -> slots.get(i).status(i)).toList();
  }

  /** Completes when all have stopped or the bound has passed; never fails. */
  Future<Void> stop() {
    stopped = true;
    return Future.join(slots.stream().map(LaneSlot::stop).toList())
        .timeout(STOP_TIMEOUT_MS, java.util.concurrent.TimeUnit.MILLISECONDS)
        .onFailure(
            e ->
                LOG.atWarn()
                    .addKeyValue(LogFields.JOB, job)
                    .log(
                        "job {}: not every lane stopped in {} ms; what it held is fenced by the"
                            + " ledger",
                        job,
                        STOP_TIMEOUT_MS))
        .transform(done -> Future.succeededFuture());
  }
}
