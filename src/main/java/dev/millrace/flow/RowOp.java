package dev.millrace.flow;

/** What a row asks of its table. */
public enum RowOp {
  /** The row is to be there, with these values; the job's write mode says what of an older one. */
  WRITE,
  /** No row of this key is to be there. */
  DELETE
}
