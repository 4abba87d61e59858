package dev.millrace.job;

import dev.millrace.error.BugReport;
import dev.millrace.error.LogFields;
import io.vertx.core.Vertx;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one clock of all jobs' histories and timelines: soon after each whole second every job takes
 * down how it fares, from memory. Event loop only.
 */
final class JobClock {
  private static final Logger LOG = LoggerFactory.getLogger(JobClock.class);
  private static final long SECOND_MS = 1_000;

  /** After the whole second, so that a timer that is early by a moment does not see the old one. */
  private static final long AFTER_MS = 20;

  private final Vertx vertx;
  private final Map<String, Supervisor> supervisors;

  /**
   * @param supervisors those of now, at any time
   */
  JobClock(Vertx vertx, Map<String, Supervisor> supervisors) {
    this.vertx = vertx;
    this.supervisors = supervisors;
  }

  /** Ticks from now on, as long as the Vert.x instance lives. */
  void start() {
    long sinceSecond = Math.floorMod(System.currentTimeMillis() - AFTER_MS, SECOND_MS);
    vertx.setTimer(SECOND_MS - sinceSecond, t -> tick());
  }

  private void tick() {
    start();
    long nowMillis = System.currentTimeMillis();
    long nanos = System.nanoTime();
    supervisors.forEach(
        (name, supervisor) -> {
          try {
            supervisor.figures().tick(nowMillis, nanos);
          } catch (RuntimeException e) {
            // One job's bug must not stop the clock of the others.
            LOG.atError()
                .addKeyValue(LogFields.JOB, name)
                .log("job {}: its history or timeline met a bug: {}", name, BugReport.of(e));
          }
        });
  }
}
