package dev.millrace.status;

import dev.millrace.model.PartitionId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * How long a job needs until nothing waits, at the rates of the last minute. Event loop only.
 *
 * <p>A lag that is worked off within {@link #SOON_SECONDS} is that of a job which keeps up: it is
 * divided by the rate of reading alone, for by what comes meanwhile it never ends. A larger one is
 * divided by what reading gains on writing; where it gains nothing the answer is infinite.
 */
final class CatchUp {
  private static final long WINDOW_MS = 60_000;
  private static final long SHORTEST_MS = 5_000;
  private static final double SOON_SECONDS = 10;

  /** Sums of all partitions. */
  private record Positions(long atMillis, long next, long end) {}

  private final Deque<Positions> window = new ArrayDeque<>();
  private Set<PartitionId> of = Set.of();

  /**
   * @param partitions that the sums are of
   * @param next sum of the next offsets to read
   * @param end sum of the ends
   */
  void saw(long nowMillis, Set<PartitionId> partitions, long next, long end) {
    if (!partitions.equals(of)) {
      window.clear();
      of = Set.copyOf(partitions);
    }
    window.addLast(new Positions(nowMillis, next, end));
    while (nowMillis - window.peekFirst().atMillis() > WINDOW_MS) {
      window.removeFirst();
    }
  }

  void forget() {
    window.clear();
  }

  /** 0 where nothing waits; NaN where too little was seen. */
  double seconds() {
    Positions last = window.peekLast();
    if (last == null) {
      return Double.NaN;
    }
    long lag = last.end() - last.next();
    if (lag == 0) {
      return 0;
    }
    Positions first = window.peekFirst();
    double seconds = (last.atMillis() - first.atMillis()) / 1_000.0;
    if (seconds * 1_000 < SHORTEST_MS) {
      return Double.NaN;
    }
    double read = (last.next() - first.next()) / seconds;
    if (lag <= read * SOON_SECONDS) {
      return lag / read;
    }
    double gained = read - (last.end() - first.end()) / seconds;
    return gained > 0 ? lag / gained : Double.POSITIVE_INFINITY;
  }
}
