package dev.millrace.job;

import dev.millrace.answer.JobView;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;

/**
 * Has jobs at rest looked at, a few at a time, also while nobody asks: each as soon as it has come
 * to rest, so that what all jobs' statuses tell of it is how it ended, and then now and then those
 * that stand behind their topic, for its retention goes on. Event loop only.
 */
final class RestingLooks {
  private static final long EVERY_MS = 1_000;
  private static final int MOST_AT_ONCE = 4;

  private final Vertx vertx;
  private final Map<String, Supervisor> supervisors;
  private final Function<JobView, SourceSpec> sources;
  private int looking;

  /**
   * @param supervisors those of now, at any time
   * @param sources a job's source, or null where there is none
   */
  RestingLooks(
      Vertx vertx, Map<String, Supervisor> supervisors, Function<JobView, SourceSpec> sources) {
    this.vertx = vertx;
    this.supervisors = supervisors;
    this.sources = sources;
  }

  /** Looks from now on, as long as the Vert.x instance lives. */
  void start() {
    vertx.setPeriodic(EVERY_MS, t -> lookWhereDue());
  }

  private void lookWhereDue() {
    if (looking >= MOST_AT_ONCE) {
      return;
    }
    long nanos = System.nanoTime();
    supervisors.values().stream()
        .filter(supervisor -> supervisor.isLookDue(nanos))
        .sorted(Comparator.comparing(supervisor -> !supervisor.hasJustEnded()))
        .limit(MOST_AT_ONCE - looking)
        .toList()
        .forEach(this::look);
  }

  private void look(Supervisor supervisor) {
    looking++;
    Future.succeededFuture()
        .compose(v -> supervisor.lookWhereResting(sources.apply(supervisor.view())))
        .onComplete(
            done -> {
              looking--;
              vertx.runOnContext(v -> lookWhereDue());
            });
  }
}
