package dev.millrace.lane;

import java.util.BitSet;

/**
 * Keeps a poisoned topic from emptying itself into quarantine: tells when too large a share of the
 * newest records went there. Event loop only.
 */
final class QuarantineGuard {
  static final int WINDOW = 10_000;

  /** Before this many records a share says nothing. */
  private static final int FEWEST = 100;

  private final double maxRatio;
  private final BitSet window = new BitSet(WINDOW);
  private int next;
  private int seen;
  private int quarantined;

  QuarantineGuard(double maxRatio) {
    this.maxRatio = maxRatio;
  }

  /** Notes one record; true when the limit is now passed. */
  boolean isTooMuch(boolean wentToQuarantine) {
    if (seen == WINDOW && window.get(next)) {
      quarantined--;
    }
    window.set(next, wentToQuarantine);
    next = (next + 1) % WINDOW;
    seen = Math.min(WINDOW, seen + 1);
    if (wentToQuarantine) {
      quarantined++;
    }
    return wentToQuarantine && seen >= FEWEST && quarantined > maxRatio * seen;
  }
}
