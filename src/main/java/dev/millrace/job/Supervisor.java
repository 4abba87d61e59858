package dev.millrace.job;

import dev.millrace.flow.LedgerMemory;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.BugReport;
import dev.millrace.model.CheckReport;
import dev.millrace.model.Conflict;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobError;
import dev.millrace.model.JobSpec;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.JobStatus.LaneStatus;
import dev.millrace.model.JobView;
import dev.millrace.model.SourceSpec;
import dev.millrace.preflight.JobCheck;
import dev.millrace.preflight.JobFailure;
import dev.millrace.preflight.LedgerCheck;
import dev.millrace.preflight.Preflight;
import dev.millrace.quarantine.QuarantineOperations;
import dev.millrace.schema.TableCheck;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job's life; {@link CurrentState} has a picture of it.
 *
 * <p>The wish to run is in the catalog before anything runs, and stays there until {@link #stop}.
 * Each attempt has a {@link Run} of its own; what an older one still has under way finds that it is
 * no longer {@code run}, and does nothing. Event loop only.
 */
final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

  private final EngineParts engineParts;
  private final String name;
  private final JobMeters meters;
  private final StatusBoard board = new StatusBoard();
  private final Backoff backoff = new Backoff();
  private final CatalogEntry entry;
  private LedgerMemory ledger = new LedgerMemory();

  private final CurrentState current;
  private final TableChange tableChange;
  private final StoppedJobPoll stoppedJobPoll;

  /** The present attempt; null while nothing is attempted. */
  private Run run;

  /** What the job comes to rest as; only while it is STOPPING. */
  private SettledState resting;

  /** Where a restart goes on when the job is at rest, else null. */
  private SourceSpec restarting;

  Supervisor(EngineParts engineParts, String name, JobEntry entry) {
    this.engineParts = engineParts;
    this.name = name;
    this.entry = new CatalogEntry(engineParts.catalog(), name, entry);
    this.current = new CurrentState(name, entry);
    this.tableChange = new TableChange(name, board, entry);
    this.meters = engineParts.metrics().forJob(name);
    this.stoppedJobPoll = new StoppedJobPoll(engineParts, name, this.entry, board, meters);
    current.show(meters);
    meters.gauge(Meter.LEDGER_BALANCED, "", () -> board.balanced() ? 1 : 0);
  }

  JobView view() {
    return new JobView(
        name, entry.now().spec(), current.state(), engineParts.declared().jobs().get(name));
  }

  boolean isActive() {
    return current.isActive();
  }

  boolean isWanted() {
    return entry.now().wanted();
  }

  Future<JobView> put(JobSpec spec) {
    if (current.isActive()) {
      return conflict("is " + current.state() + ": stop it before altering it");
    }
    return entry.put(spec, board::replaced).map(v -> view());
  }

  Future<Void> delete() {
    if (current.isActive()) {
      return conflict("is " + current.state() + ": stop it before deleting it");
    }
    return entry.delete().onSuccess(v -> meters.remove());
  }

  Future<CheckReport> check(SourceSpec source) {
    return new JobCheck(engineParts.vertx(), engineParts.secrets()).of(name, entry.now(), source);
  }

  /** Fails with {@link InvalidDocument} when the check found faults; the job then is as before. */
  Future<JobStatus> start(SourceSpec source) {
    if (current.isActive()) {
      return conflict("is " + current.state() + " already");
    }
    CurrentState.Moment before = current.now();
    // Who starts the job goes on from the ledger as it is.
    ledger = ledger.renewed();
    Run mine = attempt(source);
    return mine.look(false)
        .compose(
            report -> {
              if (mine != run) {
                return conflict("was stopped while it started");
              }
              report.requireNoFault();
              return entry
                  .change(e -> e.wish(true, JobState.STOPPED, null, e.stopOffsets()))
                  .map(
                      v -> {
                        tableChange.startedByPerson();
                        launch(mine, source, report);
                        return snapshot();
                      });
            })
        .onFailure(
            e -> {
              if (mine == run) {
                LOG.warn("job {} was not started: {}", name, e.toString());
                run = null;
                mine.end();
                current.goBackTo(before);
              }
            });
  }

  /** Goes on with what the catalog wants; trouble is retried, faults end in FAILED. */
  void resume(SourceSpec source) {
    Run mine = attempt(source);
    mine.look(tableChange.altered())
        .onSuccess(
            report -> {
              if (mine != run) {
                return;
              }
              if (report.faults().isEmpty()) {
                launch(mine, source, report);
              } else if (report.trouble() != null && report.trouble().mayPass()) {
                tryLater(mine, source, report.trouble().error());
              } else {
                settle(JobState.FAILED, report.cause(), false);
              }
            })
        .onFailure(e -> onTrouble(mine, source, e));
  }

  /** A new run; a job that already retries goes on showing that. */
  private Run attempt(SourceSpec source) {
    if (!current.is(JobState.RETRYING)) {
      backoff.reset();
      current.enter(JobState.STARTING, null);
      board.started();
    }
    board.topic(source);
    Listening listening = new Listening(source);
    listening.mine = new Run(engineParts, name, entry, source, board, meters, ledger, listening);
    run = listening.mine;
    return run;
  }

  private void launch(Run mine, SourceSpec source, Preflight.Report report) {
    board.warnings("table", TableCheck.warnings(report.spec(), report.inspection()));
    mine.prepare(report)
        .compose(
            ready -> mine != run ? Future.succeededFuture(ready) : entry.keep(ready).map(ready))
        .compose(ready -> mine != run ? Future.succeededFuture() : mine.start(ready, report))
        .onSuccess(
            v -> {
              if (isPresent(mine)) {
                backoff.reset();
                current.enter(JobState.RUNNING, null);
              }
            })
        .onFailure(e -> onTrouble(mine, source, e));
  }

  private void onTrouble(Run mine, SourceSpec source, Throwable e) {
    if (!isPresent(mine)) {
      return;
    }
    JobFailure jobFailure = JobFailure.of(e);
    if (jobFailure.isBug()) {
      LOG.error("job {} met a bug: {}", name, BugReport.of(e));
    }
    if (jobFailure.mayPass()) {
      tryLater(mine, source, jobFailure.error());
    } else {
      settle(JobState.FAILED, jobFailure.error(), false);
    }
  }

  private void tryLater(Run mine, SourceSpec source, JobError cause) {
    current.enter(JobState.RETRYING, cause);
    long pause = backoff.nextMs();
    mine.end().onComplete(v -> engineParts.vertx().setTimer(pause, t -> again(mine, source)));
  }

  private boolean isPresent(Run mine) {
    return mine == run && !mine.isEnded();
  }

  private void again(Run ended, SourceSpec source) {
    if (ended == run) {
      resume(source);
    }
  }

  /** Hears a run, as long as it is the present one. */
  private final class Listening implements Run.Listener {
    private final SourceSpec source;
    private Run mine;

    Listening(SourceSpec source) {
      this.source = source;
    }

    @Override
    public void tableChanged() {
      if (isPresent(mine)) {
        tableChange.seen();
        current.enter(JobState.STARTING, null);
        mine.end().onComplete(v -> again(mine, source));
      }
    }

    @Override
    public void retrying(JobError trouble) {
      if (mine == run && (current.is(JobState.RUNNING) || current.is(JobState.RETRYING))) {
        current.enter(JobState.RETRYING, trouble);
      }
    }

    @Override
    public void recovered() {
      if (mine == run && current.is(JobState.RETRYING)) {
        current.enter(JobState.RUNNING, null);
      }
    }

    @Override
    public void failed(JobError cause) {
      if (mine == run) {
        settle(JobState.FAILED, cause, false);
      }
    }

    @Override
    public void finished() {
      if (mine == run) {
        settle(JobState.FINISHED, null, true);
      }
    }
  }

  /** The wish stays: the next process tries again. */
  Future<JobStatus> stop() {
    boolean keeps = current.is(JobState.CREATED) || current.is(JobState.FINISHED);
    JobState rest = keeps ? current.state() : JobState.STOPPED;
    restarting = null;
    // Before the save: the end that is under way may write its rest behind it.
    resting = new SettledState(true, rest, null);
    // The wish first: a process that dies now must not start the job again.
    return entry
        .change(resting::of)
        .map(
            v -> {
              if (run != null) {
                settle(rest, null, true);
              } else if (!current.is(JobState.STOPPING)) {
                current.enter(rest, null);
              }
              return snapshot();
            });
  }

  /**
   * Checks, then stops and starts again; the wish to run stays meanwhile, so a process that dies in
   * between starts the job again. With faults it goes on as it was.
   */
  Future<JobStatus> restart(SourceSpec source) {
    if (!current.isActive()) {
      return start(source);
    }
    if (current.is(JobState.STOPPING)) {
      return conflict("is STOPPING: try again when it has stopped, or with ?wait=30s");
    }
    Run asked = run;
    return LedgerCheck.once(engineParts.clients(), name, entry.now(), source)
        .compose(
            report -> {
              if (asked != run) {
                return conflict("was stopped or restarted while it was checked");
              }
              report.requireNoFault();
              restarting = source;
              settle(JobState.STOPPED, null, false);
              return Future.succeededFuture(snapshot());
            });
  }

  /** The status when the job is in one of the states, or after that time at the latest. */
  Future<JobStatus> await(Set<JobState> states, Duration atMost) {
    return current.await(states, atMost).map(v -> snapshot());
  }

  /** Ends what runs, then rests in {@code rest}; the catalog learns of it. */
  private void settle(JobState rest, JobError cause, boolean unwished) {
    Run ending = run;
    run = null;
    resting = new SettledState(unwished, rest, cause);
    current.enter(JobState.STOPPING, null);
    Future<Void> ended = ending == null ? Future.succeededFuture() : ending.end();
    ended.compose(v -> entry.change(e -> resting.of(e))).onComplete(this::settled);
  }

  private void settled(AsyncResult<Void> saved) {
    if (saved.failed()) {
      LOG.error("job {}: the catalog was not written: {}", name, saved.cause().toString());
    }
    board.stopped();
    SourceSpec goesOn = restarting;
    restarting = null;
    if (goesOn != null && entry.now().wanted()) {
      // A person asked for it, and the types were held against the mapping then.
      tableChange.startedByPerson();
      resume(goesOn);
    } else {
      current.enter(resting.state(), resting.error());
    }
  }

  Future<JobStatus> reset(SourceSpec source) {
    if (current.isActive()) {
      return conflict("is " + current.state() + ": stop it before resetting it");
    }
    JobState rest = current.is(JobState.CREATED) ? JobState.CREATED : JobState.STOPPED;
    return new JobReset(engineParts, name, entry.now().spec(), source, ledger.ownEpochs())
        .run()
        .compose(v -> entry.change(e -> new SettledState(true, rest, null).of(e).forgotten()))
        .map(
            v -> {
              board.forget();
              board.warnings("reset", ResetWarning.of(entry.now().spec()));
              current.enter(rest, null);
              return snapshot();
            });
  }

  /** Stops what runs and keeps the wish; the process ends. */
  Future<Void> drain() {
    Run ending = run;
    run = null;
    restarting = null;
    if (ending == null) {
      return Future.succeededFuture();
    }
    current.enter(JobState.STOPPING, null);
    return ending.end();
  }

  Future<JobStatus> status(SourceSpec source) {
    if (run != null && run.watch() != null) {
      return run.watch().refresh().map(v -> snapshot());
    }
    return stoppedJobPoll.at(source).map(v -> snapshot());
  }

  /** For one look or order; may be used whatever the job does. */
  QuarantineOperations quarantine(SourceSpec source) {
    return new QuarantineOperations(
        engineParts.clients(), name, entry.now().spec(), source, meters);
  }

  private JobStatus snapshot() {
    List<LaneStatus> lanes = run == null ? List.of() : run.lanes();
    return board.status(
        view(), current.now().since(), current.toldError(), lanes, entry.now().mappingInferred());
  }

  private <T> Future<T> conflict(String what) {
    return Future.failedFuture(new Conflict("job " + name + " " + what));
  }
}
