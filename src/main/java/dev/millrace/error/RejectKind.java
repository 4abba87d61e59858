package dev.millrace.error;

import dev.millrace.model.Labelled;

/** Why a record did not become a row; each kind has a policy of its own in the job. */
public enum RejectKind implements Labelled {
  /** A value that does not fit its column. */
  DIRTY,
  /** A record that cannot be read at all. */
  MALFORMED,
  /** A row that the database itself refused. */
  REFUSED
}
