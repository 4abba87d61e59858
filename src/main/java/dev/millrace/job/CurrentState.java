package dev.millrace.job;

import dev.millrace.answer.JobChange;
import dev.millrace.error.JobError;
import dev.millrace.error.LogFields;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobEntry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The state that a job is in, since when, and why; says each change in the log. The states and
 * their moves: {@link LifecycleState}. Event loop only, but for looking at it.
 */
final class CurrentState {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentState.class);

  private final String job;
  private final StateWaiters waiters = new StateWaiters();
  private final Consumer<JobChange.StateChanged> onChange;
  private final StateMeter meter;
  private volatile LifecycleState now;

  /**
   * @param onChange told each change
   * @param meter shows each
   */
  CurrentState(
      String job, JobEntry entry, Consumer<JobChange.StateChanged> onChange, StateMeter meter) {
    this.job = job;
    this.onChange = onChange;
    this.meter = meter;
    this.now = LifecycleState.of(entry);
    meter.show(now.shown(), now.error());
  }

  LifecycleState now() {
    return now;
  }

  JobState state() {
    return now.shown();
  }

  boolean isActive() {
    return now.shown().isActive();
  }

  /** Whether the job rests, and a start would go on where it stands in its topic. */
  boolean wouldGoOn() {
    return state() == JobState.FAILED || state() == JobState.STOPPED;
  }

  /**
   * Why the job retries or failed, else null.
   *
   * @param file that declares the job, or null: what a failure tells to alter is altered there
   */
  JobError toldError(String file) {
    LifecycleState state = now;
    return file == null || state.error() == null || state.shown() != JobState.FAILED
        ? state.error()
        : state
            .error()
            .withMore(
                "; the job is declared in "
                    + file
                    + ": what is to be altered in its document is altered there, which starts it"
                    + " again, too");
  }

  /** Whether what this run finds out counts. */
  boolean isPresent(Run run) {
    return now.run() == run && !run.isEnded();
  }

  /** Does it with the state as it is, where what this run finds out counts. */
  void ifPresent(Run run, Consumer<LifecycleState.Active> work) {
    if (isPresent(run) && now instanceof LifecycleState.Active active) {
      work.accept(active);
    }
  }

  void enter(LifecycleState next) {
    if (next.shown() != now.shown()) {
      JobError error = next.error();
      LoggingEventBuilder line =
          (error == null ? LOG.atInfo() : LOG.atWarn())
              .addKeyValue(LogFields.JOB, job)
              .addKeyValue(LogFields.STATE, next.shown());
      for (Map.Entry<String, Object> field : LogFields.of(error).entrySet()) {
        line = line.addKeyValue(field.getKey(), field.getValue());
      }
      if (error == null) {
        line.log("job {} is {}", job, next.shown());
      } else {
        line.log("job {} is {}: {}", job, next.shown(), error.logged());
      }
    }
    boolean told = next.shown() != now.shown() || !Objects.equals(next.error(), now.error());
    now = next;
    meter.show(next.shown(), next.error());
    waiters.entered(next.shown());
    if (told) {
      onChange.accept(new JobChange.StateChanged(job, next.shown(), next.since(), next.error()));
    }
  }

  /** Completes when the state is one of these, or after that time at the latest; never fails. */
  Future<Void> await(Set<JobState> states, Duration atMost) {
    return states.contains(now.shown()) ? Future.succeededFuture() : waiters.await(states, atMost);
  }
}
