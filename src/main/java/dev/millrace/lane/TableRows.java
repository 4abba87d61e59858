package dev.millrace.lane;

import dev.millrace.coerce.SqlText;
import dev.millrace.flow.RowOp;
import dev.millrace.flow.Segment;
import java.util.Arrays;

/**
 * Rows of one table on their way to one transaction. Reused: {@link #reset} keeps the arrays. Event
 * loop only.
 */
final class TableRows {
  private static final int FIRST_BYTES = 1 << 16;
  private static final int FIRST_ROWS = 1 << 10;

  /** An array that one huge batch made larger than this is not kept. */
  private static final int MOST_KEPT_BYTES = 16 << 20;

  private SqlText text = new SqlText(FIRST_BYTES);
  private int rows;
  private int[] rowEnds = new int[FIRST_ROWS];
  private int[] rowPartitions = new int[FIRST_ROWS];
  private long[] rowOffsets = new long[FIRST_ROWS];

  /** Where it stood before the record of that number. */
  private long markedRecord = -1;

  private int markedLength;
  private int markedRows;

  /** Whether this is the first call for that record; then it can be come back to. */
  boolean mark(long record) {
    if (markedRecord == record) {
      return false;
    }
    markedRecord = record;
    markedLength = text.length();
    markedRows = rows;
    return true;
  }

  /** Back to where it stood before the record that was marked last. */
  void rollBack() {
    text.truncate(markedLength);
    rows = markedRows;
  }

  SqlText start() {
    if (rows > 0) {
      text.append((byte) ',');
    }
    text.append((byte) '(');
    return text;
  }

  /**
   * @param partition its place among the partitions of the batch
   */
  void end(int partition, long offset) {
    text.append((byte) ')');
    if (rows == rowEnds.length) {
      rowEnds = Arrays.copyOf(rowEnds, rows * 2);
      rowPartitions = Arrays.copyOf(rowPartitions, rows * 2);
      rowOffsets = Arrays.copyOf(rowOffsets, rows * 2);
    }
    rowEnds[rows] = text.length();
    rowPartitions[rows] = partition;
    rowOffsets[rows] = offset;
    rows++;
  }

  int rows() {
    return rows;
  }

  /** End of the last row's tuple; behind it may be what was begun of the next. */
  int lastEnd() {
    return rowEnds[rows - 1];
  }

  int bytes() {
    return text.length();
  }

  int partition(int row) {
    return rowPartitions[row];
  }

  long offset(int row) {
    return rowOffsets[row];
  }

  /** There is at least one row. */
  Segment toSegment(int table) {
    return new Segment(table, RowOp.WRITE, text.array(), text.length(), rows, rowEnds);
  }

  /** Empties it. */
  void reset() {
    if (text.array().length > MOST_KEPT_BYTES) {
      text = new SqlText(FIRST_BYTES);
    }
    text.truncate(0);
    rows = 0;
    markedRecord = -1;
  }
}
