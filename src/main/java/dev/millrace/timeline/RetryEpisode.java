package dev.millrace.timeline;

import dev.millrace.answer.JobChange;
import dev.millrace.error.JobError;
import dev.millrace.model.JobState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Retries with little between them are one episode: an entry when it has lasted for {@link #LONG},
 * so that an outage is seen while it lasts, and one when the job has run for a while or comes to
 * rest. They say the first cause, how often, and for how long. One thread.
 */
final class RetryEpisode {
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  /** From then on it is no hiccup. */
  static final Duration LONG = Duration.ofSeconds(30);

  private final EntryWriter timeline;
  private JobError cause;
  private long count;
  private long beganNanos;
  private long runsSinceNanos;
  private boolean runs;
  private boolean announced;

  RetryEpisode(EntryWriter timeline) {
    this.timeline = timeline;
  }

  boolean isOpen() {
    return count > 0;
  }

  void state(JobChange.StateChanged change, long nanos) {
    JobState state = change.state();
    runs = state == JobState.RUNNING;
    if (state == JobState.RETRYING) {
      if (count == 0) {
        beganNanos = nanos;
        cause = change.error();
      }
      count++;
    } else if (runs) {
      runsSinceNanos = nanos;
    } else if (state != JobState.STARTING) {
      write(nanos, false);
    }
  }

  void tick(long nanos) {
    if (isOpen() && runs && nanos - runsSinceNanos >= QUIET_NANOS) {
      write(runsSinceNanos, true);
    } else if (isOpen() && !runs && !announced && nanos - beganNanos >= LONG.toNanos()) {
      announced = true;
      long seconds = seconds(nanos);
      timeline.add(
          EntryKind.RETRY,
          null,
          "held up for " + seconds + " s, and tries on" + why(),
          data(seconds, false, false));
    }
  }

  void end(long nanos) {
    write(nanos, runs);
  }

  private void write(long untilNanos, boolean recovered) {
    if (!isOpen()) {
      return;
    }
    long seconds = seconds(untilNanos);
    timeline.add(
        EntryKind.RETRY,
        null,
        (recovered ? "ran again after " : "came to no end within ")
            + seconds
            + " s, held up "
            + count
            + (count == 1 ? " time" : " times")
            + why(),
        data(seconds, true, recovered));
    count = 0;
    cause = null;
    announced = false;
  }

  private long seconds(long untilNanos) {
    return Duration.ofNanos(untilNanos - beganNanos).toSeconds();
  }

  private String why() {
    return cause == null ? "" : ": " + cause.logged();
  }

  private Map<String, Object> data(long seconds, boolean ended, boolean recovered) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("code", cause == null ? null : cause.code());
    data.put("count", count);
    data.put("seconds", seconds);
    data.put("ended", ended);
    data.put("recovered", recovered);
    return data;
  }
}
