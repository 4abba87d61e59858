package dev.millrace.job;

import dev.millrace.error.JobError;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.preflight.BrokerWarnings;
import dev.millrace.preflight.JobFailure;
import dev.millrace.preflight.PositionStore;
import dev.millrace.preflight.PositionStores;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.SharedRead;
import dev.millrace.status.StatusBoard;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks once a second, while a job runs, how far its ledger and its topic are, and tells of either
 * side's failure. Looks never overlap. Event loop only.
 */
final class StatusPoller {
  static final String BROKER = "broker";
  static final String LEDGER = "ledger";
  private static final long INTERVAL_MS = 1_000;
  private static final int GROUP_EVERY = 5;
  static final long FRESH_WAIT_MS = 1_500;

  private final EngineParts engineParts;
  private final String job;
  private final PositionStore positions;
  private final Preflight preflight;
  private final StatusBoard board;
  private final BiConsumer<String, JobError> onFailing;
  private final Runnable onLooked;
  private final LedgerGuard guard;
  private final Consumer<JobError> onLost;
  private final SharedRead ledgerLook = new SharedRead();
  private final SharedRead endsLook = new SharedRead();
  private Set<PartitionId> partitions;
  private long timer;
  private boolean looking;
  private long looks;
  private boolean closed;

  /**
   * @param onFailing told {@link #BROKER} or {@link #LEDGER} and its failure, or null when it has
   *     none
   * @param guard null where the job does not run
   * @param onLost told why the job must not go on by this ledger
   */
  StatusPoller(
      EngineParts engineParts,
      String job,
      JobSpec spec,
      Set<PartitionId> partitions,
      Preflight preflight,
      StatusBoard board,
      BiConsumer<String, JobError> onFailing,
      Runnable onLooked,
      LedgerGuard guard,
      Consumer<JobError> onLost) {
    this.engineParts = engineParts;
    this.job = job;
    this.positions = PositionStores.of(job, spec, preflight);
    this.partitions = partitions;
    this.preflight = preflight;
    this.board = board;
    this.onFailing = onFailing;
    this.onLooked = onLooked;
    this.guard = guard;
    this.onLost = onLost;
  }

  /**
   * @param eachSecond done as well, also while a look is under way
   */
  void start(Runnable eachSecond) {
    timer =
        engineParts
            .vertx()
            .setPeriodic(
                INTERVAL_MS,
                t -> {
                  eachSecond.run();
                  look();
                });
  }

  private void look() {
    if (looking) {
      return;
    }
    looking = true;
    if (looks++ % GROUP_EVERY == 0) {
      lookAtGroup();
    }
    if (looks > 1) {
      // When it is known how far the job is.
      RetentionLook.where(preflight, board);
    }
    Future.join(readLedger(guard), readEnds())
        .onComplete(
            done -> {
              looking = false;
              if (!closed) {
                onLooked.run();
              }
            });
  }

  private void lookAtGroup() {
    preflight
        .foreignMembers(job)
        .onSuccess(
            found -> {
              if (!closed) {
                board.warnings("group", found);
              }
            });
  }

  /**
   * Reads the ledger now; completes in a bounded time whatever happens, and then the board holds
   * the newest known.
   */
  Future<Void> refresh() {
    return bounded(
        Future.join(
            ledgerLook.by(() -> SharedRead.Look.of(readLedger(null))),
            endsLook.by(() -> SharedRead.Look.of(readEnds()))));
  }

  /** Looks once at a job that rests; its answer comes in a bounded time whatever happens. */
  static SharedRead.Look once(
      EngineParts engineParts, String job, JobSpec spec, SourceSpec source, StatusBoard board) {
    Preflight preflight = new Preflight(engineParts.clients(), spec, source);
    StatusPoller statusPoller =
        new StatusPoller(
            engineParts,
            job,
            spec,
            Set.of(),
            preflight,
            board,
            (side, t) -> {},
            () -> {},
            null,
            lost -> {});
    SharedRead.Look look =
        inTurn(
            statusPoller.readLedger(null),
            () -> statusPoller.readEnds().compose(v -> RetentionLook.where(preflight, board)));
    return new SharedRead.Look(
        look.answer().onComplete(done -> statusPoller.closed = true),
        look.end().eventually(preflight::close));
  }

  /**
   * Which partitions to ask the broker for is only known once the ledger was read. Each has its own
   * time, so that a database that hangs leaves the broker some.
   */
  static SharedRead.Look inTurn(Future<Void> ledger, Supplier<Future<Void>> readEnds) {
    Future<Future<Void>> begun = bounded(ledger).map(v -> readEnds.get());
    Future<Void> ends = begun.compose(asked -> asked);
    return new SharedRead.Look(begun.compose(StatusPoller::bounded), Future.join(ledger, ends));
  }

  private static Future<Void> bounded(Future<?> look) {
    return look.timeout(FRESH_WAIT_MS, TimeUnit.MILLISECONDS)
        .transform(done -> Future.succeededFuture());
  }

  /**
   * @param judge null where what is found is only to be shown
   */
  private Future<Void> readLedger(LedgerGuard judge) {
    Map<PartitionId, LedgerRow> before = judge == null ? Map.of() : judge.before();
    int asked = board.generation();
    return positions
        .read()
        .<Void>compose(
            entries -> {
              if (closed) {
                return Future.succeededFuture();
              }
              board.ledger(entries.stream().map(LedgerEntry::row).toList(), Instant.now(), asked);
              return judge == null ? Future.succeededFuture() : judged(judge, before, entries);
            })
        .onComplete(done -> tell(LEDGER, done.cause()))
        .mapEmpty();
  }

  private Future<Void> judged(
      LedgerGuard judge, Map<PartitionId, LedgerRow> before, List<LedgerEntry> entries) {
    if (judge.doubts(before, entries)) {
      Map<PartitionId, LedgerRow> known = judge.before();
      return positions
          .confirmed(entries)
          .onSuccess(
              confirmed -> {
                JobError objection = judge.objection(known, confirmed);
                if (!closed && objection != null) {
                  onLost.accept(objection);
                }
              })
          .mapEmpty();
    }
    board.warnings("documents", judge.documents(entries));
    return Future.succeededFuture();
  }

  private Future<Void> readEnds() {
    Set<PartitionId> known = new HashSet<>(partitions);
    known.addAll(board.partitionIds());
    partitions = known;
    int asked = board.generation();
    // A source that is gone, or whose references lead nowhere, must not keep the status away.
    return SecretResolver.trying(() -> preflight.probe().offsets(OffsetSpec.LATEST, known))
        .onSuccess(
            ends -> {
              board.ends(ends, Instant.now(), asked);
              board.warnings(BROKER, BrokerWarnings.leaderless(preflight.probe()));
            })
        .onComplete(done -> tell(BROKER, done.cause()))
        .mapEmpty();
  }

  private void tell(String side, Throwable cause) {
    if (!closed) {
      onFailing.accept(side, cause == null ? null : JobFailure.of(cause).error());
    }
  }

  void stop() {
    closed = true;
    engineParts.vertx().cancelTimer(timer);
  }
}
