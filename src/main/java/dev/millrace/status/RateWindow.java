package dev.millrace.status;

import dev.millrace.answer.JobStatus.Rates;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a job has done in its last ten seconds. One thread. */
final class RateWindow {
  private static final long WINDOW_NANOS = 10_000_000_000L;

  /** What had been done by then. */
  private record Mark(long nanos, long records, long bytes) {}

  private final Deque<Mark> marks = new ArrayDeque<>();

  /**
   * Once a second.
   *
   * @param nanos as {@link System#nanoTime}
   * @param records all until then
   * @param bytes the same
   */
  void add(long nanos, long records, long bytes) {
    marks.addLast(new Mark(nanos, records, bytes));
    while (nanos - marks.peekFirst().nanos() > WINDOW_NANOS) {
      marks.removeFirst();
    }
  }

  void clear() {
    marks.clear();
  }

  /** A second. */
  Rates rates() {
    if (marks.size() < 2) {
      return Rates.ZERO;
    }
    Mark first = marks.peekFirst();
    Mark last = marks.peekLast();
    double seconds = (last.nanos() - first.nanos()) / 1e9;
    return new Rates(
        (last.records() - first.records()) / seconds, (last.bytes() - first.bytes()) / seconds);
  }
}
