package dev.millrace.flow;

/**
 * Rows of one batch that ask the same of the same table. The arrays belong to the transform, which
 * does not touch them until the batch was answered; the sink only reads them.
 *
 * <p>A tuple of a {@link RowOp#WRITE} has the values of all of the job's columns of that table; one
 * of a {@link RowOp#DELETE} has those of the key columns, in their order, and never NULL or
 * DEFAULT, for neither equals any row's key.
 *
 * <p>A class, not a record: it holds big arrays and is compared by identity.
 */
public final class Segment {
  private final int table;
  private final RowOp op;
  private final byte[] text;
  private final int length;
  private final int rows;
  private final int[] rowEnds;

  /**
   * @param table index in the job's tables
   * @param text row tuples as SQL in UTF-8, joined by one comma: {@code (1,'a'),(2,'b')}; bytes
   *     {@code [0, length)}
   * @param rows how many tuples; at least one
   * @param rowEnds for each row the end (exclusive) of its tuple in {@code text}; row i + 1 starts
   *     one byte (the comma) after {@code rowEnds[i]}
   */
  public Segment(int table, RowOp op, byte[] text, int length, int rows, int[] rowEnds) {
    if (rows < 1) {
      throw new IllegalArgumentException("a segment has at least one row");
    }
    this.table = table;
    this.op = op;
    this.text = text;
    this.length = length;
    this.rows = rows;
    this.rowEnds = rowEnds;
  }

  public int table() {
    return table;
  }

  public RowOp op() {
    return op;
  }

  public byte[] text() {
    return text;
  }

  public int length() {
    return length;
  }

  public int rows() {
    return rows;
  }

  /** Start of row {@code i}'s tuple in {@link #text}. */
  public int rowStart(int i) {
    return i == 0 ? 0 : rowEnds[i - 1] + 1;
  }

  /** End (exclusive) of row {@code i}'s tuple in {@link #text}. */
  public int rowEnd(int i) {
    return rowEnds[i];
  }

  /**
   * Whether {@code other} may come right after this one: what is deleted goes before what is
   * written, so that a unique value may change its row; of tables, parents are written before their
   * children and deleted after them.
   */
  boolean mayPrecede(Segment other) {
    if (op != other.op) {
      return op == RowOp.DELETE;
    }
    return op == RowOp.WRITE ? table < other.table : table > other.table;
  }
}
