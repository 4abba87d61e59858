package dev.millrace.http;

/** What the answers that callers have not yet read take, all together. Event loop only. */
final class AnswerMemory {
  /** What problems and most answers have at most. */
  static final int SMALL_BYTES = 16 << 10;

  private final long most;
  private long bytes;

  /**
   * @param most bytes of all answers together, but for small ones
   */
  AnswerMemory(long most) {
    this.most = most;
  }

  /**
   * Takes room for an answer, or returns false where there is none. Small ones are let through:
   * there are no more of them than connections.
   */
  boolean reserve(int answer) {
    if (answer > SMALL_BYTES && bytes > 0 && bytes + answer > most) {
      return false;
    }
    bytes += answer;
    return true;
  }

  /** The answer was read, or given up. */
  void release(int answer) {
    bytes -= answer;
  }
}
