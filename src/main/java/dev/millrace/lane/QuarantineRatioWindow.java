package dev.millrace.lane;

import java.util.BitSet;

/**
 * Keeps a poisoned topic from emptying itself into quarantine: tells when too large a share of the
 * newest records went there. Event loop only.
 */
final class QuarantineRatioWindow {
  static final int WINDOW = 10_000;

  /** Before this many records a share says nothing. */
  private static final int FEWEST = 100;

  private final double maxRatio;
  private final BitSet window;
  private int next;
  private int seen;
  private int quarantined;

  QuarantineRatioWindow(double maxRatio) {
    this.maxRatio = maxRatio;
    window = new BitSet(WINDOW);
  }

  private QuarantineRatioWindow(QuarantineRatioWindow other) {
    maxRatio = other.maxRatio;
    window = (BitSet) other.window.clone();
    next = other.next;
    seen = other.seen;
    quarantined = other.quarantined;
  }

  /** As it stands now, to come back to when records are encoded again. */
  QuarantineRatioWindow copy() {
    return new QuarantineRatioWindow(this);
  }

  /**
   * Whether the limit would be passed if the next record went to quarantine. Notes nothing: where
   * the job stops before it, it may be read again.
   */
  boolean oneMoreIsTooMuch() {
    int leaving = seen == WINDOW && window.get(next) ? 1 : 0;
    int after = Math.min(WINDOW, seen + 1);
    return after >= FEWEST && quarantined - leaving + 1 > maxRatio * after;
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
