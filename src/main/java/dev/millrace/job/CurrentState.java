package dev.millrace.job;

import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobError;
import dev.millrace.model.JobState;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state that a job is in, since when, and why; says each change in the log. Event loop only.
 *
 * <pre>
 *            start                 ready               end reached
 *  CREATED ─────────▶ STARTING ─────────▶ RUNNING ──────────────────▶ FINISHED
 *  STOPPED            │    ▲              │    ▲
 *  FAILED     trouble │    │ again   trouble   │ it passed
 *  FINISHED           ▼    │ (back-off)   ▼    │
 *                    RETRYING             RETRYING
 *
 *  RUNNING ── table altered ──▶ STARTING
 *  STARTING, RUNNING, RETRYING ── stop ──▶ STOPPING ──▶ STOPPED
 *                              ── needs a person ──▶ STOPPING ──▶ FAILED
 * </pre>
 */
final class CurrentState {
  private static final Logger LOG = LoggerFactory.getLogger(CurrentState.class);

  private final String job;
  private final StateWaiters waiters = new StateWaiters();
  private Moment now;

  /** A state that can be gone back to. */
  record Moment(JobState state, Instant since, JobError error) {}

  CurrentState(String job, JobEntry entry) {
    this.job = job;
    this.now = new Moment(entry.rest(), entry.since(), entry.error());
  }

  /** One of these gauges is 1 and the others 0. */
  void show(JobMeters meters) {
    for (JobState s : JobState.values()) {
      meters.gauge(Meter.JOB_STATE, s.name(), () -> is(s) ? 1 : 0);
    }
  }

  Moment now() {
    return now;
  }

  JobState state() {
    return now.state();
  }

  boolean is(JobState state) {
    return now.state() == state;
  }

  boolean isActive() {
    return now.state().isActive();
  }

  /** Why the job retries or failed, else null. */
  JobError toldError() {
    return is(JobState.RETRYING) || is(JobState.FAILED) ? now.error() : null;
  }

  void enter(JobState next, JobError cause) {
    Instant since = now.since();
    if (next != now.state()) {
      since = Instant.now();
      if (cause == null) {
        LOG.info("job {} is {}", job, next);
      } else {
        LOG.warn("job {} is {}: {}", job, next, cause.logged());
      }
    }
    now = new Moment(next, since, cause);
    waiters.entered(next);
  }

  /** As if what came after that moment had not been. */
  void goBackTo(Moment before) {
    enter(before.state(), before.error());
    now = before;
  }

  /** Completes when the state is one of these, or after that time at the latest; never fails. */
  Future<Void> await(Set<JobState> states, Duration atMost) {
    return states.contains(now.state()) ? Future.succeededFuture() : waiters.await(states, atMost);
  }
}
