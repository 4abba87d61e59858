package dev.millrace.oracle;

/** What people do to a job while things break; {@link Operators} has it done. */
enum Deed {
  STOP_AND_START,
  STOP_EVERYWHERE,
  RESTART,
  /** Of a stopped job that another process runs: refused. */
  RESET_BESIDE_ANOTHER,
  /** As it is documented: stopped everywhere, and the table emptied. */
  RESET,
  /** The same with a column too narrow, which is widened later and the quarantine replayed. */
  RESET_INTO_NARROW_COLUMN,
  /** One node's document makes the same rows by other words. */
  OTHER_DOCUMENT,
  /** One node's document makes the same rows at another pace, which is no other document. */
  OTHER_PACE,
  OTHER_TABLE,
  OTHER_TOPIC,
  COLUMN_WIDENED,
  COLUMN_NARROWED,
  CHARACTER_SET,
  ENGINE_WITHOUT_TRANSACTIONS,
  COLUMN_RENAMED,
  COLUMN_REQUIRED,
  /** Records that come later no longer fit. */
  CHECK_ADDED,
  /** Another tool reads with the job's consumer group. */
  FOREIGN_MEMBER,
}
