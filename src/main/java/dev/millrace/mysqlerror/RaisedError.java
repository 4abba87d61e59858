package dev.millrace.mysqlerror;

import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Errors that the engine's own statements raise in the server, so that a transaction fails where a
 * condition of ours does not hold. The server's other errors may quote a record, which can say
 * anything, but not the random part of these words.
 */
public enum RaisedError {
  /** A ledger row is not as the writer left it. */
  FENCED("fenced", Recovery.NOTHING_FENCED),
  /** More would be quarantined than the job allows. */
  QUARANTINE_FULL("quarantine-full", Recovery.NOTHING_FULL),
  /** The table is not the one that the rows were made for. */
  TABLE_CHANGED("table-changed", Recovery.TABLE_CHANGED),
  /** A load did not add all its rows, or with warnings. */
  LOAD_INCOMPLETE("load-incomplete", Recovery.RETRY_AS_INSERT);

  private static final String RANDOM = HexFormat.of().toHexDigits(new SecureRandom().nextLong());

  private final String code;
  private final Recovery recovery;

  RaisedError(String code, Recovery recovery) {
    this.code = code;
    this.recovery = recovery;
  }

  /** What the server's message then contains. */
  public String word() {
    return "millrace-" + code + "-" + RANDOM;
  }

  /** The failure that this error of the server is, or null where none of ours is in its message. */
  static DatabaseFailure of(int number, String message) {
    for (RaisedError raised : values()) {
      if (message.contains(raised.word())) {
        return new DatabaseFailure(raised.recovery, raised.code, number, message, null, null);
      }
    }
    return null;
  }
}
