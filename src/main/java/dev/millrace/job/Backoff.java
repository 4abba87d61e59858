package dev.millrace.job;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits that double from 1 s to 60 s, each with jitter, so that jobs which fell together do not
 * come back together.
 */
final class Backoff {
  private static final long FIRST_MS = 1_000;
  private static final long LONGEST_MS = 60_000;

  private long nextMs = FIRST_MS;

  long nextMs() {
    long wait = nextMs;
    nextMs = Math.min(LONGEST_MS, nextMs * 2);
    return wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
  }

  void reset() {
    nextMs = FIRST_MS;
  }
}
