package dev.millrace.error;

import java.util.Locale;

/** The kinds of {@link Warning}. Labels are the names in lower case with hyphens. */
public enum WarningCode {
  /** Another process runs the job with another document. */
  DOCUMENTS_DIFFER,
  /** A member of the consumer group that is no lane of the job holds partitions. */
  FOREIGN_MEMBER,
  /** The ledger's rows were written for another table or server. */
  LEDGER_OTHER_TABLE,
  /** A document that was put, or that a file declares, is not the one that the job has. */
  DOCUMENT_NOT_TAKEN,
  /** A file declared the job, and none does any more. */
  NO_LONGER_DECLARED,
  /** Records may be written twice. */
  NOT_EXACTLY_ONCE,
  /** The table was altered while the job runs. */
  TABLE_CHANGED,
  /** A key column compares values as equal that differ. */
  BLIND_COLLATION,
  /** Overwriting a row deletes or changes rows of other tables. */
  CASCADE,
  /** The job was reset, and its table keeps the rows that it will write again. */
  ROWS_WRITTEN_AGAIN,
  /** The table has no key, so records that are read again are there twice. */
  NO_KEY,
  /** The messages are change events, and are written as if they were rows. */
  CHANGE_EVENTS,
  /** Fewer layers were flattened than asked for, because the table had no room. */
  DEPTH_REDUCED,
  /** Paths of the newest records get no column in an inferred mapping. */
  LEFT_OUT,
  /** Values of another kind at a path changed the type of its column in an inferred mapping. */
  MIXED_TYPES,
  /** No mapping could be inferred from the newest records. */
  NOTHING_INFERRED,
  /** A required column that no mapping entry fills is filled by a trigger. */
  FILLED_BY_TRIGGER,
  /** The table has several unique keys by which rows are overwritten. */
  SEVERAL_KEYS,
  /** None of the newest records has the path of a mapping entry. */
  PATH_NOT_FOUND,
  /** Values of the newest records do not fit their column. */
  VALUES_DO_NOT_FIT,
  /** Values of the newest records have more digits than their column keeps. */
  DIGITS_LOST,
  /** The newest records have array elements that no entry takes, though entries take others. */
  ELEMENTS_LEFT_OUT,
  /** The newest records have paths that no entry takes. */
  UNMAPPED_PATHS,
  /** Records have times that cannot be right, so that nothing can be found or measured by them. */
  IMPLAUSIBLE_TIMES,
  /** An option of the document does nothing for this table. */
  OPTION_WITHOUT_EFFECT,
  /** Some of the newest records cannot be read. */
  MALFORMED_RECORDS,
  /** Partitions that no broker leads: they wait, the others go on. */
  NO_LEADER,
  /** The database has not answered a lane for some seconds. */
  DATABASE_WAITS,
  /** Members of the consumer group divide partitions by what the job's lanes may not know. */
  OTHER_ASSIGNOR,
  /** The table's engine forgets its rows when the server restarts. */
  ROWS_NOT_KEPT,
  /** The newest records could not be looked at. */
  RECORDS_NOT_READ;

  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
