package dev.millrace.mysql;

import java.util.concurrent.TimeUnit;

/**
 * A statement that the server has not answered yet.
 *
 * @param connectionId its session's number in the server's process list, or 0 where it is not known
 * @param sentNanos {@code System.nanoTime()} when it was sent
 */
public record UnansweredStatement(long connectionId, long sentNanos) {
  /** How long ago it was sent. */
  public long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - sentNanos);
  }
}
