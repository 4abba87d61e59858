package dev.millrace.decode;

import dev.millrace.error.RejectCode;
import java.io.IOException;

/**
 * Ends the reading of a message that breaks a rule. Has no stack trace: it is an answer, not a
 * surprise.
 */
final class Malformed extends IOException {
  private static final long serialVersionUID = 1;

  private final RejectCode code;

  /**
   * Why and where.
   *
   * @param at byte of the message, from 0
   */
  Malformed(RejectCode code, int at, String what) {
    super("at byte " + at + ": " + what);
    this.code = code;
  }

  RejectCode code() {
    return code;
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
