package dev.millrace.spec;

import dev.millrace.model.Labelled;

/** What becomes of a value with more digits than its column keeps, where the column would round. */
public enum Rounding implements Labelled {
  /** It is rounded half up, counted, and sampled in the status. */
  ROUND,
  /** It is a dirty value, {@code fraction-lost}. */
  DIRTY
}
