package dev.millrace.dialect;

/**
 * What some kinds of servers can and others cannot. There is one for each question that is asked of
 * a dialect, so that nobody asks for its name.
 */
public enum Feature {
  /** Rows, quarantine and ledger can move in one transaction, and what failed is rolled back. */
  TRANSACTIONS,

  /** Takes rows by LOAD DATA LOCAL, and undoes a load that went wrong. */
  LOAD_LOCAL,

  /** Such rows may be called binary where they are UTF-8, and are checked all the same. */
  LOAD_BINARY,

  /** EXPLAIN of a write checks privileges and writes nothing. */
  EXPLAIN_WRITES,

  /** Session variables can be set and are as they were set. */
  SESSION_VARIABLES,

  /** Texts in keys compare by collations, which can be listed and tried. */
  COLLATIONS,

  /** {@code information_schema} tells engines, triggers and foreign keys, and can be summed up. */
  SCHEMA_DETAILS,

  /** {@code information_schema} tells the checks of one table; a JSON column is one of them. */
  CHECKS_BY_TABLE,

  /** {@code information_schema} tells defaults as SQL and not as plain text. */
  DEFAULTS_AS_SQL,

  /** A NULL for an AUTO_INCREMENT column makes the server count, and a 0 is 0. */
  AUTO_INCREMENT,

  /** A plain INSERT fails for a row whose key is there already; else it skips the row. */
  DUPLICATES_REFUSED,

  /** Where its version has them, new values of an upsert may be named by a row alias. */
  ROW_ALIAS,

  /** A table is spread by its key, so that it needs one. */
  DISTRIBUTED_BY_KEY
}
