package dev.millrace.sink;

import dev.millrace.sink.Trouble.Cure;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Errors that the engine's own statements raise in the server, so that a transaction fails where a
 * condition of ours does not hold. The server's other errors may quote a record, which can say
 * anything, but not the random part of these words.
 */
enum RaisedError {
  /** A ledger row is not as the writer left it. */
  FENCED("fenced", Cure.NOTHING_FENCED),
  /** More would be quarantined than the job allows. */
  QUARANTINE_FULL("quarantine-full", Cure.NOTHING_FULL),
  /** The table is not the one that the rows were made for. */
  TABLE_CHANGED("table-changed", Cure.TABLE_CHANGED),
  /** A load did not add all its rows, or with warnings. */
  LOAD_INCOMPLETE("load-incomplete", Cure.AS_INSERT);

  private static final String RANDOM = HexFormat.of().toHexDigits(new SecureRandom().nextLong());

  private final String code;
  private final Cure cure;

  RaisedError(String code, Cure cure) {
    this.code = code;
    this.cure = cure;
  }

  /** What the server's message then contains. */
  String word() {
    return "millrace-" + code + "-" + RANDOM;
  }

  /** The failure that this error of the server is, or null where none of ours is in its message. */
  static Trouble of(int number, String message) {
    for (RaisedError raised : values()) {
      if (message.contains(raised.word())) {
        return new Trouble(raised.cure, raised.code, number, message, null, null);
      }
    }
    return null;
  }
}
