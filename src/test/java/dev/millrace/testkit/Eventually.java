package dev.millrace.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for something outside the test to become true, with a deadline; instead of sleeping. */
public final class Eventually {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private Eventually() {}

  /** Returns once {@code condition} holds; an exception from it counts as "not yet". */
  public static void until(String what, Duration within, Callable<Boolean> condition) {
    get(what, within, condition, Boolean.TRUE::equals);
  }

  /**
   * Asks until an answer is accepted and returns it.
   *
   * @throws AssertionError when the deadline passes; it names the last answer or exception
   */
  public static <T> T get(
      String what, Duration within, Callable<T> question, Predicate<T> accepted) {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      Object last;
      Throwable failure = null;
      try {
        T answer = question.call();
        if (accepted.test(answer)) {
          return answer;
        }
        last = answer;
      } catch (Exception e) {
        last = e;
        failure = e;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within " + within.toMillis() + " ms: " + what + "; last seen: " + last, failure);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while waiting for: " + what);
      }
    }
  }
}
