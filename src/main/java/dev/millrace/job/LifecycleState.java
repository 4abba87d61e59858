package dev.millrace.job;

import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.SourceSpec;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A state of a job's life. Each has those moves as methods that lead out of it, and is made by a
 * move alone, so that any other move does not compile. Event loop only.
 *
 * <pre>
 *            start                 ready               end reached
 *  CREATED ─────────▶ STARTING ─────────▶ RUNNING ──────────────────▶ FINISHED
 *  STOPPED            │    ▲              │    ▲
 *  FAILED     failure │    │ again   failure   │ it passed
 *  FINISHED           ▼    │ (back-off)   ▼    │
 *                    RETRYING             RETRYING
 *
 *  RUNNING ── table altered ──▶ STARTING
 *  STARTING, RUNNING, RETRYING ── stop ──▶ STOPPING ──▶ STOPPED
 *                              ── needs a person ──▶ STOPPING ──▶ FAILED
 * </pre>
 */
abstract sealed class LifecycleState {
  private final JobState shown;
  private final Instant since;
  private final JobError error;

  private LifecycleState(JobState shown, Instant since, JobError error) {
    this.shown = shown;
    this.since = since;
    this.error = error;
  }

  private LifecycleState(JobState shown, LifecycleState before, JobError error) {
    this(shown, shown == before.shown ? before.since : Instant.now(), error);
  }

  /** What the catalog says of a job that this process has not run. */
  static Resting of(JobEntry entry) {
    return new Resting(entry.settled(), entry.facts().since(), entry.facts().error());
  }

  final JobState shown() {
    return shown;
  }

  final Instant since() {
    return since;
  }

  /** What led to it, or null. */
  final JobError error() {
    return error;
  }

  /** The run that belongs to it, which may have ended already, or null. */
  Run run() {
    return null;
  }

  abstract <R> R fold(
      Function<Resting, R> resting,
      Function<Active, R> active,
      Function<Stopping, R> stopping,
      Function<Draining, R> draining);

  final void whereResting(Consumer<Resting> work) {
    fold(given(work), x -> null, x -> null, x -> null);
  }

  final void whereActive(Consumer<Active> work) {
    fold(x -> null, given(work), x -> null, x -> null);
  }

  final void whereStopping(Consumer<Stopping> work) {
    fold(x -> null, x -> null, given(work), x -> null);
  }

  private static <S> Function<S, Void> given(Consumer<S> work) {
    return state -> {
      work.accept(state);
      return null;
    };
  }

  /** A state out of which a run can begin. */
  sealed interface Startable {
    /** What the job is while that run looks and launches. */
    Active begin(Run next);
  }

  /** No lane runs, and none will before a person or a new process starts the job. */
  static final class Resting extends LifecycleState implements Startable {
    private Resting(JobState shown, Instant since, JobError error) {
      super(shown, since, error);
    }

    private Resting(SettledState as, LifecycleState before) {
      super(as.state(), before, as.error());
    }

    @Override
    public Starting begin(Run next) {
      return new Starting(this, next);
    }

    /** It was stopped although it rests, or reset. */
    Resting toResting(SettledState as) {
      return new Resting(as, this);
    }

    @Override
    <R> R fold(
        Function<Resting, R> resting,
        Function<Active, R> active,
        Function<Stopping, R> stopping,
        Function<Draining, R> draining) {
      return resting.apply(this);
    }
  }

  /** There is a run, or the next is waited for. */
  abstract static sealed class Active extends LifecycleState {
    private final Run run;

    private Active(JobState shown, LifecycleState before, JobError error, Run run) {
      super(shown, before, error);
      this.run = run;
    }

    @Override
    final Run run() {
      return run;
    }

    /** All lanes are there. */
    final Running toRunning() {
      return new Running(this, run);
    }

    /** The run ends for a failure that may pass. */
    final Retrying toRetrying(JobError cause) {
      return new Retrying(this, cause, run);
    }

    /** The run ends for an altered table. */
    final Starting toStarting() {
      return new Starting(this, run);
    }

    /** Some part of the run has a failure that may pass; not shown before it is complete. */
    abstract Active failing(JobError failure);

    /** No part of the run has a failure any more. */
    abstract Active recovered();

    /**
     * The run ends.
     *
     * @param restart where the job goes on after that, or null
     */
    final Stopping toStopping(SettledState rest, SourceSpec restart) {
      return new Stopping(this, rest, restart);
    }

    /** The process ends. */
    final Draining toDraining() {
      return new Draining(this);
    }

    @Override
    final <R> R fold(
        Function<Resting, R> resting,
        Function<Active, R> active,
        Function<Stopping, R> stopping,
        Function<Draining, R> draining) {
      return active.apply(this);
    }
  }

  /** A run looks at broker and database and launches, or is about to. */
  static final class Starting extends Active implements Startable {
    private Starting(LifecycleState before, Run run) {
      super(JobState.STARTING, before, null, run);
    }

    @Override
    public Starting begin(Run next) {
      return new Starting(this, next);
    }

    /** Faults were found: it is as if it had not been started. */
    Resting backTo(Resting before) {
      return before;
    }

    @Override
    Starting failing(JobError failure) {
      return this;
    }

    @Override
    Starting recovered() {
      return this;
    }
  }

  /** All lanes are there, and none is held up. */
  static final class Running extends Active {
    private Running(LifecycleState before, Run run) {
      super(JobState.RUNNING, before, null, run);
    }

    @Override
    Retrying failing(JobError failure) {
      return toRetrying(failure);
    }

    @Override
    Running recovered() {
      return this;
    }
  }

  /**
   * Held up by a failure that may pass: the run goes on trying, or has ended and the next waits.
   */
  static final class Retrying extends Active implements Startable {
    private Retrying(LifecycleState before, JobError cause, Run run) {
      super(JobState.RETRYING, before, cause, run);
    }

    /** It goes on showing what the run before had. */
    @Override
    public Retrying begin(Run next) {
      return new Retrying(this, error(), next);
    }

    @Override
    Retrying failing(JobError failure) {
      return toRetrying(failure);
    }

    @Override
    Running recovered() {
      return toRunning();
    }
  }

  /** What ran ends. What the job then rests as may change until it does. */
  static final class Stopping extends LifecycleState implements Startable {
    private SettledState rest;
    private SourceSpec restart;

    private Stopping(LifecycleState before, SettledState rest, SourceSpec restart) {
      super(JobState.STOPPING, before, null);
      this.rest = rest;
      this.restart = restart;
    }

    /** A stop came meanwhile. */
    void restsAs(SettledState other) {
      rest = other;
      restart = null;
    }

    /** It goes on with another source than was said before. */
    void goesOnWith(SourceSpec source) {
      restart = source;
    }

    /** The process ends: no restart any more. */
    void staysDown() {
      restart = null;
    }

    /** Where the job goes on when it is at rest, or null. */
    SourceSpec restart() {
      return restart;
    }

    /** The entry as it is to be when the job is at rest. */
    JobEntry settled(JobEntry entry) {
      return rest.of(entry);
    }

    Resting toResting() {
      return new Resting(rest, this);
    }

    @Override
    public Starting begin(Run next) {
      return new Starting(this, next);
    }

    @Override
    <R> R fold(
        Function<Resting, R> resting,
        Function<Active, R> active,
        Function<Stopping, R> stopping,
        Function<Draining, R> draining) {
      return stopping.apply(this);
    }
  }

  /** What ran ends with the process, and the desired state stays: no move leads out of it. */
  static final class Draining extends LifecycleState {
    private Draining(LifecycleState before) {
      super(JobState.STOPPING, before, null);
    }

    @Override
    <R> R fold(
        Function<Resting, R> resting,
        Function<Active, R> active,
        Function<Stopping, R> stopping,
        Function<Draining, R> draining) {
      return draining.apply(this);
    }
  }
}
