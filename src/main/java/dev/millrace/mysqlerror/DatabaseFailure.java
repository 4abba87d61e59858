package dev.millrace.mysqlerror;

import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;

/**
 * What a failure of the server or the connection means.
 *
 * @param recovery what helps
 * @param code the word for it, as in the job's status
 * @param number the server's error number, 0 where the server did not answer
 * @param message the server's words, or the driver's
 * @param reject for {@link Recovery#REJECT_ROWS} why the row was refused, else null
 * @param column for {@link Recovery#REJECT_ROWS} the column that the server named, or null
 */
public record DatabaseFailure(
    Recovery recovery, String code, int number, String message, RejectCode reject, String column) {

  /** What helps against a failure. */
  public enum Recovery {
    /** Doing it again at once: the transaction lost against another one. */
    RETRY_NOW,
    /** Waiting, and a new connection. */
    RETRY_LATER,
    /** Only a person. */
    NEEDS_OPERATOR,
    /** Leaving the refused rows out. */
    REJECT_ROWS,
    /** Sending the rows as INSERT, which says what is wrong with which. */
    RETRY_AS_INSERT,
    /** Fewer records in a transaction. */
    SMALLER_BATCH,
    /** Fewer records in a transaction; where there is only one, waiting. */
    RETRY_SMALLER_OR_LATER,
    /** Reading the table's columns anew, and making the rows again. */
    TABLE_CHANGED,
    /** Nothing: another writer holds the partition. */
    NOTHING_FENCED,
    /** Quarantining less: the job has no room for so many. */
    NOTHING_FULL
  }

  public JobError error() {
    return JobError.of("database", code, message);
  }

  public DestinationException asException() {
    return new DestinationException(error(), mayPass());
  }

  /** Whether the same may work later. */
  public boolean mayPass() {
    return recovery == Recovery.RETRY_NOW
        || recovery == Recovery.RETRY_LATER
        || recovery == Recovery.RETRY_SMALLER_OR_LATER;
  }
}
