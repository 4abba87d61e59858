package dev.millrace.statement;

import dev.millrace.flow.Segment;
import dev.millrace.mysql.SqlBuffer;

/** A statement for rows of a segment. Event loop only. */
interface RowStatement {
  /** Appends the statement for rows {@code [from, to)}, at least one. */
  void append(SqlBuffer buffer, Segment segment, int from, int to);

  /** Its size in bytes for rows {@code [from, to)}; of no rows what stands around them. */
  long bytes(Segment segment, int from, int to);

  /** What one row adds to a statement that has others, its separator included. */
  long rowBytes(Segment segment, int row);

  /** How many rows one statement takes. */
  int mostRows();

  /** Bytes of the tuples of rows {@code [from, to)} with the commas between them. */
  static long textBytes(Segment segment, int from, int to) {
    return from == to ? 0 : segment.rowEnd(to - 1) - segment.rowStart(from);
  }
}
