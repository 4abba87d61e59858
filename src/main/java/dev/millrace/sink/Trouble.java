package dev.millrace.sink;

import dev.millrace.model.JobError;
import dev.millrace.model.RejectCode;

/**
 * What a failure of the server or the connection means.
 *
 * @param cure what helps
 * @param code the word for it, as in the job's status
 * @param number the server's error number, 0 where the server did not answer
 * @param message the server's words, or the driver's
 * @param reject for {@link Cure#OTHER_ROWS} why the row was refused, else null
 * @param column for {@link Cure#OTHER_ROWS} the column that the server named, or null
 */
record Trouble(
    Cure cure, String code, int number, String message, RejectCode reject, String column) {

  /** What helps against a trouble. */
  enum Cure {
    /** Doing it again at once: the transaction lost against another one. */
    AGAIN,
    /** Waiting, and a new connection. */
    WAITING,
    /** Only a person. */
    PERSON,
    /** Leaving the guilty rows out. */
    OTHER_ROWS,
    /** Sending the rows as INSERT, which says what is wrong with which. */
    AS_INSERT,
    /** Fewer records in a transaction. */
    SMALLER_BATCH,
    /** Fewer records in a transaction; where there is only one, waiting. */
    SMALLER_OR_WAITING,
    /** Reading the table's columns anew, and making the rows again. */
    TABLE_CHANGED,
    /** Nothing: another writer holds the partition. */
    NOTHING_FENCED,
    /** Quarantining less: the job has no room for so many. */
    NOTHING_FULL
  }

  JobError error() {
    return JobError.of("database", code, message);
  }

  DatabaseTrouble asException() {
    return new DatabaseTrouble(error(), mayPass());
  }

  /** Whether the same may work later. */
  boolean mayPass() {
    return cure == Cure.AGAIN || cure == Cure.WAITING || cure == Cure.SMALLER_OR_WAITING;
  }
}
