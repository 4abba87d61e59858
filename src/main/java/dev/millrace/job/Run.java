package dev.millrace.job;

import dev.millrace.answer.JobStatus.LaneStatus;
import dev.millrace.error.JobError;
import dev.millrace.error.LogFields;
import dev.millrace.explore.DriftWatch;
import dev.millrace.explore.RecordsCheck;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.metrics.JobMeters;
import dev.millrace.model.PartitionId;
import dev.millrace.preflight.GroupAdmission;
import dev.millrace.preflight.LedgerCheck;
import dev.millrace.preflight.Preflight;
import dev.millrace.preflight.SecretResolver;
import dev.millrace.preflight.StartReport;
import dev.millrace.preflight.TimestampWarning;
import dev.millrace.schema.InspectedTable;
import dev.millrace.sink.DestinationDatabase;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.DatabaseWaits;
import dev.millrace.status.LaneReports;
import dev.millrace.status.RunFailures;
import dev.millrace.status.StatusBoard;
import dev.millrace.timeline.EntryKind;
import dev.millrace.timeline.JobTimeline;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to run a job: the check against broker and database, the launch, the lanes and the
 * watch over them. Made for each attempt and ended once; after its end it tells nothing any more.
 * Event loop only.
 */
final class Run {
  /** What the supervisor is told. */
  interface Listener {
    /** Some part of the job has a failure that may pass. */
    void retrying(JobError failure);

    /** No part has a failure any more. */
    void recovered();

    /** The table was altered: the run must be made anew with its columns as they are now. */
    void tableChanged();

    /** Only a person can help. Everything before the cause is committed. */
    void failed(JobError cause);

    /** A bounded job has reached its end. */
    void finished();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Run.class);
  private static final int LOOK_AFTER_MS = 1_000;
  private static final int LOOK_BEFORE_BLAME_MS = 10_000;

  private final EngineParts engineParts;
  private final String name;
  private final CatalogEntry kept;

  /** As it was when the run was made. */
  private final JobEntry entry;

  private final SourceSpec source;
  private final StatusBoard board;
  private final JobMeters meters;
  private final LedgerMemory ledger;
  private final DriftWatch drift;
  private final JobTimeline timeline;
  private final Listener listener;
  private final Preflight preflight;
  private final RunFailures failures;
  private final LaneReports reports;
  private final Set<PartitionId> keptPartitions;
  private RunningLanes lanes;
  private StatusPoller statusPoller;
  private TableWatch tableWatch;
  private DatabaseWaits waits;
  private boolean ended;

  Run(
      EngineParts engineParts,
      String name,
      CatalogEntry kept,
      SourceSpec source,
      StatusBoard board,
      JobMeters meters,
      LedgerMemory ledger,
      DriftWatch drift,
      JobTimeline timeline,
      Listener listener) {
    this.engineParts = engineParts;
    this.name = name;
    this.kept = kept;
    this.entry = kept.now();
    this.source = source;
    this.board = board;
    this.meters = meters;
    this.ledger = ledger;
    this.drift = drift;
    this.timeline = timeline;
    this.listener = listener;
    this.failures = new RunFailures(listener::retrying, listener::recovered);
    this.reports =
        new LaneReports(
            board, meters, failures, listener::tableChanged, this::unlessAltered, drift::add);
    this.preflight = new Preflight(engineParts.clients(), entry.spec(), source);
    this.keptPartitions = new HashSet<>(entry.ledgerPartitions());
  }

  /**
   * @param altered whether the job ran until its table was altered: its columns then decide, and
   *     what the mapping says of their types does not
   */
  Future<Preflight.Report> look(boolean altered) {
    return preflight
        .look(altered)
        .compose(report -> LedgerCheck.of(name, entry, preflight, report))
        .compose(
            found -> {
              board.warnings("ledger", found.warnings());
              int ofLedger = found.warnings().size();
              return GroupAdmission.and(
                      found,
                      name,
                      preflight,
                      () ->
                          SecretResolver.resolved(
                              engineParts.vertx(), engineParts.secrets(), source))
                  .onSuccess(
                      all ->
                          board.warnings(
                              StatusBoard.ADMISSION,
                              all.warnings().subList(ofLedger, all.warnings().size())));
            })
        .map(StartReport::findings);
  }

  /** Makes the destination ready for a job that was found without fault. */
  Future<StartPreparation.PreparedJob> prepare(Preflight.Report report) {
    board.warnings("reset", List.of());
    if (report.inferred()) {
      board.warnings("mapping", report.warnings());
    }
    return new StartPreparation(name, source, preflight, report)
        .prepare(entry.stopOffsets(), entry.topic())
        .onSuccess(prepared -> tell(prepared, report));
  }

  /** What the preparation altered. */
  private void tell(StartPreparation.PreparedJob prepared, Preflight.Report report) {
    if (prepared.inferred()) {
      int columns = prepared.spec().tables().stream().mapToInt(t -> t.mapping().size()).sum();
      timeline.add(
          EntryKind.EDIT,
          null,
          "the mapping was inferred from the newest records: " + columns + " columns",
          Map.of("columns", columns));
      LOG.atInfo()
          .addKeyValue(LogFields.JOB, name)
          .log("job {}: its mapping was inferred, {} columns", name, columns);
    }
    for (InspectedTable table : report.tables()) {
      if (table.table().isEmpty()) {
        String made = table.job().spec().table();
        timeline.add(EntryKind.DDL, null, "CREATE TABLE " + made, Map.of("table", made));
        LOG.atInfo()
            .addKeyValue(LogFields.JOB, name)
            .addKeyValue(LogFields.TABLE, made)
            .log("job {}: the table {} was made (CREATE TABLE)", name, made);
      }
    }
  }

  /** Completes when all lanes are members of the group. */
  Future<Void> start(StartPreparation.PreparedJob preparedJob, Preflight.Report report) {
    if (ended) {
      return Future.failedFuture("the run was ended");
    }
    TopicProbe probe = preflight.probe();
    ledger.note(preparedJob.ledger());
    board.reads(report.partitions());
    drift.begin(preparedJob.spec());
    timeline.lanesBegin();
    lanes =
        new RunningLanes(
            engineParts, name, source, preparedJob, ledger, probe::id, meters, this::onEvent);
    StatusPoller watching =
        new StatusPoller(
            engineParts,
            name,
            preparedJob.spec(),
            report.partitions(),
            preflight,
            board,
            this::note,
            () -> onLooked(preparedJob.stopOffsets()),
            new LedgerGuard(name, preparedJob.spec(), ledger, preparedJob.ledger(), lanes::held),
            this::lost);
    // Before the lanes: the first of them may meet an altered table while the others still start.
    tableWatch =
        new TableWatch(
            engineParts.vertx(),
            preflight.database(),
            preparedJob.tables(),
            listener::tableChanged);
    return lanes
        .start()
        .onSuccess(
            v -> {
              if (!ended) {
                statusPoller = watching;
                waits = waits(preparedJob.spec());
                statusPoller.start(waits::look);
                tellOfTimestamps(preparedJob, report);
                if (!report.inferred()) {
                  lookAtRecords(report);
                }
              }
            });
  }

  private DatabaseWaits waits(JobSpec spec) {
    Destination to = spec.destination();
    DestinationDatabase asked =
        new DestinationDatabase(
            engineParts.vertx(),
            to,
            () -> SecretResolver.resolved(engineParts.vertx(), engineParts.secrets(), to));
    return new DatabaseWaits(name, lanes::unanswered, board, spec, asked);
  }

  /** After a moment: most jobs that are stopped again at once are spared a consumer. */
  private void lookAtRecords(Preflight.Report report) {
    engineParts
        .vertx()
        .setTimer(
            LOOK_AFTER_MS,
            t -> {
              if (!ended) {
                new RecordsCheck(engineParts.clients())
                    .warnings(
                        report.spec(),
                        source,
                        entry.mappingInferred(),
                        report.tables(),
                        () -> !ended)
                    .onSuccess(
                        warnings -> {
                          if (!ended) {
                            board.warnings("mapping", warnings);
                          }
                        });
              }
            });
  }

  private void tellOfTimestamps(StartPreparation.PreparedJob preparedJob, Preflight.Report report) {
    if (TimestampWarning.applies(preparedJob.spec())) {
      TimestampWarning.of(
              preparedJob.spec(), source.topic(), report.partitions(), preflight.probe())
          .onSuccess(
              found -> {
                if (!ended) {
                  board.warnings("timestamps", found);
                }
              });
    }
  }

  boolean isEnded() {
    return ended;
  }

  /** The watch over the running job, or null before it runs. */
  StatusPoller watch() {
    return statusPoller;
  }

  /** Partitions that lanes of this process hold. */
  Set<PartitionId> held() {
    return lanes == null ? Set.of() : lanes.held();
  }

  List<LaneStatus> lanes() {
    return lanes == null ? List.of() : lanes.status();
  }

  /** Stops everything, in a bounded time; never fails. */
  Future<Void> end() {
    ended = true;
    if (statusPoller != null) {
      statusPoller.stop();
    }
    if (tableWatch != null) {
      tableWatch.stop();
    }
    if (waits != null) {
      waits.stop();
    }
    Future<Void> stopped = lanes == null ? Future.succeededFuture() : lanes.stop();
    return stopped.eventually(preflight::close).transform(done -> Future.succeededFuture());
  }

  private void onEvent(int lane, LaneEvent event) {
    if (!ended) {
      reports.take(lane, event);
      if (event instanceof LaneEvent.Assigned assigned) {
        timeline.assigned(lane, assigned.partitions());
      } else if (event instanceof LaneEvent.Lost lost) {
        timeline.add(
            EntryKind.LOST_RANGE,
            null,
            "offsets [%d, %d) of %s[%d] expired before they were read; they are counted as gaps"
                .formatted(lost.from(), lost.to(), lost.topic(), lost.partition()),
            Map.of(
                "topic",
                lost.topic(),
                "partition",
                lost.partition(),
                "from",
                lost.from(),
                "to",
                lost.to()));
      }
    }
  }

  /** A value that does not fit is held against the table as it is now before the job stops. */
  private void unlessAltered(JobError error) {
    if (tableWatch == null || !error.kind().equals("dirty")) {
      listener.failed(error);
      return;
    }
    tableWatch
        .isChanged()
        // A database that hangs by now must not hide why the job stops.
        .timeout(LOOK_BEFORE_BLAME_MS, TimeUnit.MILLISECONDS)
        .onComplete(
            done -> {
              if (!ended && done.succeeded() && done.result()) {
                listener.tableChanged();
              } else if (!ended) {
                listener.failed(error);
              }
            });
  }

  private void note(String who, JobError failure) {
    if (!ended) {
      failures.note(who, failure);
    }
  }

  private void lost(JobError error) {
    if (!ended) {
      listener.failed(error);
    }
  }

  private void onLooked(Map<PartitionId, Long> stops) {
    if (ended) {
      return;
    }
    keepPartitions(board.partitionIds());
    if (!stops.isEmpty() && board.reached(stops)) {
      listener.finished();
    }
  }

  /** Once for each that is read for the first time; where it fails, the next start knows them. */
  private void keepPartitions(Set<PartitionId> read) {
    if (!keptPartitions.containsAll(read)) {
      keptPartitions.addAll(read);
      kept.reads(read)
          .onFailure(
              e ->
                  LOG.atWarn()
                      .addKeyValue(LogFields.JOB, name)
                      .log("job {}: the catalog was not written: {}", name, e.toString()));
    }
  }
}
