package dev.millrace.job;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobChange;
import dev.millrace.answer.JobHistory;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.JobStatus.LaneStatus;
import dev.millrace.answer.JobView;
import dev.millrace.answer.KnownJob;
import dev.millrace.answer.PathDrift;
import dev.millrace.answer.Precondition;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.explore.DriftWatch;
import dev.millrace.job.LifecycleState.Resting;
import dev.millrace.metrics.JobMeters;
import dev.millrace.model.JobState;
import dev.millrace.preflight.JobCheck;
import dev.millrace.quarantine.QuarantineOperations;
import dev.millrace.spec.DesiredJob;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.StatusBoard;
import dev.millrace.status.TableChange;
import dev.millrace.timeline.EntryKind;
import dev.millrace.timeline.JobTimeline;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * One job's life; {@link CurrentState} has a picture of it.
 *
 * <p>The desired state is in the catalog before anything runs, and stays there until {@link #stop};
 * {@link Attempts} see to it. Event loop only.
 */
final class Supervisor {
  private static final String WHEN_STOPPED = ": try again when it has stopped, or with ?wait=30s";

  private final EngineParts engineParts;
  private final String name;
  private final JobMeters meters;
  private final StatusBoard board = new StatusBoard();
  private final DriftWatch drift;
  private final JobTimeline timeline;
  private final CatalogEntry entry;
  private final CurrentState current;
  private final Attempts attempts;
  private final StoppedJobPoll stoppedJobPoll;
  private final JobFigures figures;
  private final Changeover changeover;

  /** Whether the process ends: nothing starts any more. */
  private boolean ends;

  Supervisor(EngineParts engineParts, String name, JobEntry entry) {
    this.engineParts = engineParts;
    this.name = name;
    this.entry = new CatalogEntry(engineParts.catalog(), name, entry);
    this.meters = engineParts.metrics().forJob(name);
    this.timeline = engineParts.timelines().of(name);
    this.current = new CurrentState(name, entry, this::tell, new StateMeter(meters));
    this.drift = new DriftWatch(engineParts.vertx(), name);
    this.attempts =
        new Attempts(
            engineParts,
            name,
            this.entry,
            board,
            drift,
            meters,
            current,
            new TableChange(name, board, entry),
            timeline);
    this.changeover =
        new Changeover(engineParts.clients(), name, this.entry, current, attempts, board);
    this.stoppedJobPoll = new StoppedJobPoll(engineParts, name, this.entry, board);
    this.figures =
        new JobFigures(
            this.entry,
            current,
            attempts,
            board,
            timeline,
            meters,
            new QuarantineBacklog(engineParts, name, this.entry, board, meters));
  }

  Changeover changeover() {
    return changeover;
  }

  private void tell(JobChange.StateChanged change) {
    if (!change.state().isActive()) {
      stoppedJobPoll.ended();
    }
    timeline.state(change);
    engineParts.watchers().tell(change);
  }

  JobTimeline timeline() {
    return timeline;
  }

  /** Any thread; document and revision belong together. */
  JobView view() {
    DesiredJob desired = entry.now().desired();
    return new JobView(
        name,
        desired.spec(),
        desired.revision(),
        current.state(),
        engineParts.declared().jobs().get(name));
  }

  boolean isActive() {
    return current.isActive();
  }

  String name() {
    return name;
  }

  boolean isWanted() {
    return entry.now().started();
  }

  /**
   * @param sent where {@code "***"} stands for a secret, the stored one is kept
   */
  Future<JobView> put(JobSpec sent, Precondition precondition) {
    return atRest(
        ": stop it before altering it, or PUT it with ?at=next, by which it goes on at the next"
            + " offset",
        resting -> changeover.atRest(sent, precondition).map(v -> view()));
  }

  /** Stores the job, which is new. */
  Future<JobView> create() {
    return entry.create().map(v -> view());
  }

  /** The catalog does not have the job, or not any more: nothing is shown of it. */
  void vanished() {
    meters.remove();
  }

  /**
   * Another document for the job as it is: one that rests gets it as by {@link #put}; one that runs
   * is checked with it first, then drained, and goes on with it. Fails with {@link InvalidDocument}
   * when the check found faults; nothing has changed then.
   *
   * @param source of the new document
   * @param sourceBefore of the present one
   */
  Future<DocumentSwap> swap(
      JobSpec sent, Precondition precondition, SourceSpec source, SourceSpec sourceBefore) {
    return current
        .now()
        .fold(
            resting -> changeover.atRest(sent, precondition),
            active -> changeover.swap(sent, precondition, source, sourceBefore),
            stopping -> isBusy(WHEN_STOPPED),
            draining -> isBusy(WHEN_STOPPED));
  }

  Future<Void> delete(Precondition precondition) {
    return atRest(
        ": stop it before deleting it",
        resting -> entry.delete(precondition).onSuccess(v -> forget()));
  }

  private void forget() {
    meters.remove();
    timeline.delete();
  }

  /** Fails with {@link Conflict} where the job does not rest. */
  private <T> Future<T> atRest(String hint, Function<Resting, Future<T>> work) {
    return current
        .now()
        .fold(work, active -> isBusy(hint), stopping -> isBusy(hint), draining -> isBusy(hint));
  }

  private <T> Future<T> isBusy(String hint) {
    return Future.failedFuture(new Conflict("job " + name + " is " + current.state() + hint));
  }

  Future<CheckReport> check(SourceSpec source) {
    return new JobCheck(engineParts.vertx(), engineParts.secrets()).of(name, entry.now(), source);
  }

  /** Fails with {@link InvalidDocument} when the check found faults; the job then is as before. */
  Future<JobStatus> start(SourceSpec source) {
    return atRest(" already", resting -> attempts.start(resting, source).map(v -> snapshot()));
  }

  /** In a new process: goes on with what the catalog wants. */
  void resume(SourceSpec source) {
    timeline.add(EntryKind.START, null, "started again with the process", Map.of());
    current.now().whereResting(resting -> attempts.resume(resting, source));
  }

  /** The desired state stays: the next process tries again. */
  Future<JobStatus> stop() {
    SettledState rest = SettledState.stopped(current.state());
    // Before the save: the end that is under way may write its rest behind it.
    current.now().whereStopping(stopping -> stopping.restsAs(rest));
    changeover.stopAsked();
    attempts.exchange().giveUp();
    // The desired state first: a process that dies now must not start the job again.
    return entry
        .change(rest::of)
        .onComplete(done -> changeover.stopStored())
        .map(
            v -> {
              current.now().whereResting(resting -> current.enter(resting.toResting(rest)));
              current.now().whereActive(active -> attempts.settle(active, rest));
              return snapshot();
            });
  }

  /**
   * Checks, then stops and starts again; the desired state stays meanwhile, so a process that dies
   * in between starts the job again. With faults it goes on as it was.
   */
  Future<JobStatus> restart(SourceSpec source) {
    return current
        .now()
        .fold(
            resting -> start(source),
            active -> changeover.restart(source).map(v -> snapshot()),
            stopping -> isBusy(WHEN_STOPPED),
            draining -> isBusy(WHEN_STOPPED));
  }

  /** The status when the job is in one of the states, or after that time at the latest. */
  Future<JobStatus> await(Set<JobState> states, Duration atMost) {
    return current.await(states, atMost).map(v -> snapshot());
  }

  Future<JobStatus> reset(SourceSpec source) {
    return atRest(": stop it before resetting it", resting -> reset(resting.shown(), source));
  }

  private Future<JobStatus> reset(JobState before, SourceSpec source) {
    SettledState rest = SettledState.reset(before);
    return new JobReset(engineParts, name, entry.now().spec(), source, attempts.ownEpochs())
        .run()
        .compose(v -> entry.change(e -> rest.of(e).withoutLedger()))
        .map(
            v -> {
              board.forget();
              board.warnings("reset", ResetWarning.of(entry.now().spec()));
              current.now().whereResting(resting -> current.enter(resting.toResting(rest)));
              return snapshot();
            });
  }

  /** Where the job is wanted and rests, or as soon as what ran has ended. */
  void goOn(SourceSpec source) {
    if (isWanted() && source != null && !ends) {
      current.now().whereStopping(stopping -> stopping.goesOnWith(source));
      current.now().whereResting(resting -> attempts.resume(resting, source));
    }
  }

  /** A stop that has ended. */
  Future<Void> stopped() {
    return stop().compose(v -> changeover.rests());
  }

  /** As the catalog of a new process would have it: it is to run, whatever is found then. */
  Future<Void> want(SourceSpec source) {
    return current.isActive()
        ? changeover.wanted()
        : entry
            .change(e -> e.withDesired(true, e.settled(), e.facts().error()))
            .onSuccess(
                v -> {
                  attempts.goByLedgerAsItIs();
                  goOn(source);
                });
  }

  boolean isFinished() {
    return current.state() == JobState.FINISHED;
  }

  /** What a file declares, with the mapping that was inferred for it. */
  JobSpec completed(JobSpec declared) {
    JobEntry now = entry.now();
    return now.mappingInferred() && declared.isCompletedBy(now.spec())
        ? declared.completedBy(now.spec())
        : declared;
  }

  /** The file that declares it from now on, or null; a later process asks for it. */
  Future<Void> declaredIn(String file) {
    return entry.change(e -> e.withFacts(e.facts().withDeclaredIn(file)));
  }

  /** What its file has to say in its status; null for nothing. */
  void declared(Warning warning) {
    board.warnings("declared", warning == null ? List.of() : List.of(warning));
  }

  /** Stops what runs and keeps the desired state; the process ends. */
  Future<Void> drain() {
    ends = true;
    timeline.end();
    return current
        .now()
        .fold(
            resting -> Future.succeededFuture(),
            active -> {
              current.enter(active.toDraining());
              return active.run().end();
            },
            stopping -> {
              stopping.staysDown();
              return changeover.awaitRest();
            },
            draining -> Future.succeededFuture());
  }

  Future<JobStatus> status(SourceSpec source) {
    Run run = current.now().run();
    if (run != null && run.watch() != null) {
      return run.watch().refresh().map(v -> snapshot());
    }
    return stoppedJobPoll.at(source).map(v -> snapshot());
  }

  /** Looks at ledger and topic of a job that no run watches; completes in a bounded time. */
  Future<Void> lookWhereResting(SourceSpec source) {
    return current.isActive() ? Future.succeededFuture() : stoppedJobPoll.at(source);
  }

  JobFigures figures() {
    return figures;
  }

  JobHistory history() {
    return board.history(System.currentTimeMillis());
  }

  Future<List<PathDrift>> drift() {
    return drift.found();
  }

  /** For one look or order; may be used whatever the job does. */
  QuarantineOperations quarantine(SourceSpec source) {
    return new QuarantineOperations(
        engineParts.clients(),
        name,
        entry.now().spec(),
        source,
        meters,
        figures.backlog()::changed);
  }

  /** Whether to look at it though nobody asks. */
  boolean isLookDue(long nanos) {
    return stoppedJobPoll.isDue(current, nanos);
  }

  boolean hasJustEnded() {
    return stoppedJobPoll.hasJustEnded();
  }

  /** The job and its status as they are known at this moment, without asking anybody. */
  KnownJob known() {
    JobView view = view();
    return new KnownJob(view, snapshot(view));
  }

  /** The status as it is known, without asking anybody. */
  JobStatus snapshot() {
    return snapshot(view());
  }

  private JobStatus snapshot(JobView view) {
    Run run = current.now().run();
    List<LaneStatus> lanes = run == null ? List.of() : run.lanes();
    return board.status(
        view,
        current.now().since(),
        current.toldError(view.declaredIn()),
        lanes,
        entry.now().mappingInferred());
  }
}
