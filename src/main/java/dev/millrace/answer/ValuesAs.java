package dev.millrace.answer;

import dev.millrace.model.Labelled;

/** How an answer shows the values of records. */
public enum ValuesAs implements Labelled {
  /** As JSON has them: numbers are numbers. */
  JSON,
  /**
   * Every value as text, digit by digit: what reads numbers as doubles, as browsers do, would
   * change 2^63−1 and {@code 1.10}, and has none for {@code 1e400}.
   */
  TEXT;

  /** Longest text of one value that is shown whole where the caller names no limit, characters. */
  public static final int USUAL_CHARS = 1 << 16;
}
