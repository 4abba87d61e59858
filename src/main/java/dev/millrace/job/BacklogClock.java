package dev.millrace.job;

import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.Map;

/**
 * Has the quarantines of all jobs counted, a few at a time: those first whose database answered
 * last, so that one which is away holds up no other for long. Event loop only.
 */
final class BacklogClock {
  private static final long EVERY_MS = 1_000;
  private static final int MOST_AT_ONCE = 4;

  private final Vertx vertx;
  private final Map<String, Supervisor> supervisors;
  private int counting;

  /**
   * @param supervisors those of now, at any time
   */
  BacklogClock(Vertx vertx, Map<String, Supervisor> supervisors) {
    this.vertx = vertx;
    this.supervisors = supervisors;
  }

  /** Ticks from now on, as long as the Vert.x instance lives. */
  void start() {
    vertx.setPeriodic(EVERY_MS, t -> countDue());
  }

  private void countDue() {
    if (counting >= MOST_AT_ONCE) {
      return;
    }
    long nanos = System.nanoTime();
    supervisors.values().stream()
        .map(Supervisor::figures)
        .filter(figures -> figures.isBacklogDue(nanos))
        .map(JobFigures::backlog)
        .sorted(Comparator.comparingInt(QuarantineBacklog::failures))
        .limit(MOST_AT_ONCE - counting)
        .toList()
        .forEach(this::count);
  }

  private void count(QuarantineBacklog backlog) {
    counting++;
    backlog
        .count()
        .onComplete(
            done -> {
              counting--;
              vertx.runOnContext(v -> countDue());
            });
  }
}
