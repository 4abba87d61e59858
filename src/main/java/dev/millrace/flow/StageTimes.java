package dev.millrace.flow;

/**
 * For how long each stage of a lane has been busy since the lane began, a stage that is busy now
 * counted until now. Thread-safe: the poll thread and event loops tell, once a poll, batch or
 * transaction and never for a record. Times are {@link System#nanoTime}'s.
 */
public final class StageTimes {
  private final long[] doneNanos = new long[Stage.values().length];
  private final long[] sinceNanos = new long[Stage.values().length];
  private final boolean[] busy = new boolean[Stage.values().length];

  /** Telling what is so already changes nothing. */
  public synchronized void tell(Stage stage, boolean isBusy, long nanos) {
    int i = stage.ordinal();
    if (busy[i] == isBusy) {
      return;
    }
    busy[i] = isBusy;
    if (isBusy) {
      sinceNanos[i] = nanos;
    } else {
      doneNanos[i] += nanos - sinceNanos[i];
    }
  }

  /** By {@link Stage#ordinal}. */
  public synchronized long[] until(long nanos) {
    long[] sums = doneNanos.clone();
    for (int i = 0; i < sums.length; i++) {
      if (busy[i]) {
        sums[i] += nanos - sinceNanos[i];
      }
    }
    return sums;
  }
}
