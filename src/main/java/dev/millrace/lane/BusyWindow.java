package dev.millrace.lane;

import dev.millrace.answer.JobStatus.Busy;
import dev.millrace.flow.Stage;
import dev.millrace.flow.StageTimes;
import java.util.ArrayDeque;
import java.util.Deque;

/** Which share of the last ten seconds each stage of a lane was busy. One thread. */
final class BusyWindow {
  private static final long WINDOW_NANOS = 10_000_000_000L;

  /** How long each stage had been busy by then. */
  private record Mark(long nanos, long[] busyNanos) {}

  private final StageTimes times;
  private final Deque<Mark> marks = new ArrayDeque<>();

  BusyWindow(StageTimes times) {
    this.times = times;
  }

  /**
   * Once a second.
   *
   * @param nanos as {@link System#nanoTime}
   */
  void mark(long nanos) {
    marks.addLast(new Mark(nanos, times.until(nanos)));
    while (nanos - marks.peekFirst().nanos() > WINDOW_NANOS) {
      marks.removeFirst();
    }
  }

  /** Null until there are two marks. */
  Busy shares() {
    if (marks.size() < 2) {
      return null;
    }
    return new Busy(
        share(Stage.POLL), share(Stage.ENCODE), share(Stage.WRITE), share(Stage.CREDITS));
  }

  private double share(Stage stage) {
    Mark first = marks.peekFirst();
    Mark last = marks.peekLast();
    long busy = last.busyNanos()[stage.ordinal()] - first.busyNanos()[stage.ordinal()];
    return (double) busy / (last.nanos() - first.nanos());
  }
}
