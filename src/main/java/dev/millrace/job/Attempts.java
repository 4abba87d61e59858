package dev.millrace.job;

import dev.millrace.answer.Conflict;
import dev.millrace.error.BugReport;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.JobError;
import dev.millrace.error.LogFields;
import dev.millrace.explore.DriftWatch;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.job.LifecycleState.Active;
import dev.millrace.job.LifecycleState.Resting;
import dev.millrace.job.LifecycleState.Retrying;
import dev.millrace.job.LifecycleState.Startable;
import dev.millrace.job.LifecycleState.Starting;
import dev.millrace.job.LifecycleState.Stopping;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.preflight.JobFailure;
import dev.millrace.preflight.Preflight;
import dev.millrace.schema.TableCheck;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.StatusBoard;
import dev.millrace.status.TableChange;
import dev.millrace.timeline.JobTimeline;
import io.vertx.core.Future;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The attempts to run one job, one after the other. Each has a {@link Run} of its own, which is
 * ended before the next begins; what an ended one still has under way does nothing any more. Event
 * loop only.
 */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final EngineParts engineParts;
  private final String name;
  private final CatalogEntry entry;
  private final StatusBoard board;
  private final DriftWatch drift;
  private final JobMeters meters;
  private final CurrentState current;
  private final TableChange tableChange;
  private final JobTimeline timeline;
  private final Backoff backoff = new Backoff();
  private LedgerMemory ledger = new LedgerMemory();

  private final DocumentExchange exchange;

  Attempts(
      EngineParts engineParts,
      String name,
      CatalogEntry entry,
      StatusBoard board,
      DriftWatch drift,
      JobMeters meters,
      CurrentState current,
      TableChange tableChange,
      JobTimeline timeline) {
    this.engineParts = engineParts;
    this.name = name;
    this.entry = entry;
    this.board = board;
    this.drift = drift;
    this.meters = meters;
    this.current = current;
    this.tableChange = tableChange;
    this.timeline = timeline;
    this.exchange =
        new DocumentExchange(engineParts, name, entry, board, current, timeline, this::settled);
  }

  DocumentExchange exchange() {
    return exchange;
  }

  /** Epochs of the last claims of this process, by partition. */
  Map<PartitionId, Long> ownEpochs() {
    return ledger.ownEpochs();
  }

  /** Who asks for a start means that. */
  void goByLedgerAsItIs() {
    ledger = ledger.renewed();
  }

  /**
   * Starts for a person; completes when nothing was found wrong and the catalog has the desired
   * state. Fails with {@link InvalidDocument} when faults were found; the job then is as before.
   */
  Future<Void> start(Resting before, SourceSpec source) {
    exchange.giveUp();
    goByLedgerAsItIs();
    Run mine = run(source);
    Starting starting = before.begin(mine);
    enter(starting, source);
    return mine.look(false)
        .compose(
            report -> {
              if (!current.isPresent(mine)) {
                return Future.failedFuture(
                    new Conflict("job " + name + " was stopped while it started"));
              }
              report.requireNoFault();
              return entry
                  .change(e -> e.withDesired(true, JobState.STOPPED, null))
                  .map(
                      v -> {
                        if (current.isPresent(mine)) {
                          tableChange.startedByPerson();
                          launch(mine, source, report);
                        }
                        return v;
                      });
            })
        .onFailure(
            e -> {
              if (current.isPresent(mine)) {
                LOG.atWarn()
                    .addKeyValue(LogFields.JOB, name)
                    .log("job {} was not started: {}", name, e.toString());
                mine.end();
                current.enter(starting.backTo(before));
              }
            });
  }

  /** Goes on with what the catalog wants; failure is retried, faults end in FAILED. */
  void resume(Startable from, SourceSpec source) {
    Run mine = run(source);
    enter(from.begin(mine), source);
    mine.look(tableChange.altered())
        .onSuccess(report -> current.ifPresent(mine, state -> onLooked(state, source, report)))
        .onFailure(e -> onFailing(mine, source, e));
  }

  private Run run(SourceSpec source) {
    Listening listening = new Listening(source);
    listening.mine =
        new Run(
            engineParts, name, entry, source, board, meters, ledger, drift, timeline, listening);
    return listening.mine;
  }

  private void enter(Active begun, SourceSpec source) {
    current.enter(begun);
    Zeros.show(meters);
    if (begun.shown() == JobState.STARTING) {
      backoff.reset();
      board.started(System.nanoTime());
      drift.started();
    }
    board.topic(source);
  }

  private void onLooked(Active state, SourceSpec source, Preflight.Report report) {
    if (report.faults().isEmpty()) {
      launch(state.run(), source, report);
    } else if (report.failure() != null && report.failure().mayPass()) {
      tryLater(state, source, report.failure().and(report.faults()));
    } else {
      settle(state, SettledState.failed(report.cause()));
    }
  }

  private void launch(Run mine, SourceSpec source, Preflight.Report report) {
    board.warnings(
        "table",
        report.tables().stream()
            .flatMap(table -> TableCheck.warnings(table.job(), table.found()).stream())
            .toList());
    mine.prepare(report)
        .compose(
            ready ->
                current.isPresent(mine)
                    ? entry.keep(ready).map(ready)
                    : Future.succeededFuture(ready))
        .compose(
            ready -> current.isPresent(mine) ? mine.start(ready, report) : Future.succeededFuture())
        .onSuccess(
            v ->
                current.ifPresent(
                    mine,
                    state -> {
                      backoff.reset();
                      current.enter(state.toRunning());
                      exchange.ran();
                    }))
        .onFailure(e -> onFailing(mine, source, e));
  }

  private void onFailing(Run mine, SourceSpec source, Throwable e) {
    current.ifPresent(
        mine,
        state -> {
          JobFailure jobFailure = JobFailure.of(e);
          if (jobFailure.isBug()) {
            LOG.atError()
                .addKeyValue(LogFields.JOB, name)
                .log("job {} met a bug: {}", name, BugReport.of(e));
          }
          if (jobFailure.mayPass()) {
            tryLater(state, source, jobFailure.error());
          } else {
            settle(state, SettledState.failed(jobFailure.error()));
          }
        });
  }

  private void tryLater(Active state, SourceSpec source, JobError cause) {
    Retrying waiting = state.toRetrying(cause);
    current.enter(waiting);
    meters.add(Meter.RETRIES, cause.code(), 1);
    long pause = backoff.nextMs();
    waiting
        .run()
        .end()
        .onComplete(v -> engineParts.vertx().setTimer(pause, t -> again(waiting, source)));
  }

  /** Unless a stop or a restart came meanwhile. */
  private <S extends Active & Startable> void again(S waiting, SourceSpec source) {
    if (current.now() == waiting) {
      resume(waiting, source);
    }
  }

  /** Ends what runs, then rests; the catalog learns of it. */
  void settle(Active state, SettledState rest) {
    if (rest.state() == JobState.FAILED) {
      exchange
          .backOr(state, rest.error())
          .ifPresent(cause -> end(state, SettledState.failed(cause), null));
    } else {
      if (rest.state() == JobState.FINISHED) {
        // It has run to its end, however soon that was.
        exchange.ran();
      } else {
        exchange.giveUp();
      }
      end(state, rest, null);
    }
  }

  /**
   * Ends what runs and keeps the desired state.
   *
   * @param restart where the job goes on when it is at rest, or null where whoever asks sees to it
   */
  void interrupt(Active state, SourceSpec restart) {
    end(state, SettledState.interrupted(), restart);
  }

  private void end(Active state, SettledState rest, SourceSpec restart) {
    Stopping stopping = state.toStopping(rest, restart);
    current.enter(stopping);
    state
        .run()
        .end()
        .compose(v -> entry.change(stopping::settled))
        .onFailure(e -> entry.notWritten(e))
        .onComplete(saved -> settled(stopping));
  }

  private void settled(Stopping stopping) {
    board.stopped();
    if (stopping.restart() != null && entry.now().started()) {
      // A person asked for it, and the types were held against the mapping then.
      tableChange.startedByPerson();
      resume(stopping, stopping.restart());
    } else {
      current.enter(stopping.toResting());
    }
  }

  /** Hears a run, which tells nothing any more when it has ended. */
  private final class Listening implements Run.Listener {
    private final SourceSpec source;
    private Run mine;

    Listening(SourceSpec source) {
      this.source = source;
    }

    @Override
    public void tableChanged() {
      current.ifPresent(
          mine,
          state -> {
            tableChange.seen();
            timeline.tableChanged();
            Starting waiting = state.toStarting();
            current.enter(waiting);
            mine.end().onComplete(v -> again(waiting, source));
          });
    }

    @Override
    public void retrying(JobError failure) {
      current.ifPresent(mine, state -> current.enter(state.failing(failure)));
    }

    @Override
    public void recovered() {
      current.ifPresent(mine, state -> current.enter(state.recovered()));
    }

    @Override
    public void failed(JobError cause) {
      current.ifPresent(mine, state -> settle(state, SettledState.failed(cause)));
    }

    @Override
    public void finished() {
      current.ifPresent(mine, state -> settle(state, SettledState.finished()));
    }
  }
}
