package dev.millrace.flow;

import dev.millrace.model.LedgerMove;
import java.util.List;

/**
 * Rows ready to be written by one transaction, and what that transaction moves in the ledger. The
 * arrays belong to the transform, which does not touch them until the batch was answered; the sink
 * only reads them.
 *
 * <p>A class, not a record: it holds big arrays and is compared by identity.
 */
public final class RowBatch {
  private final byte[] text;
  private final int length;
  private final int rows;
  private final int[] rowEnds;
  private final List<LedgerMove> moves;
  private final List<QuarantineRow> quarantine;

  /**
   * @param text row tuples as SQL in UTF-8, joined by one comma: {@code (1,'a'),(2,'b')}; bytes
   *     {@code [0, length)}
   * @param rows how many tuples; may be 0, when only the ledger moves
   * @param rowEnds for each row the end (exclusive) of its tuple in {@code text}; row i + 1 starts
   *     one byte (the comma) after {@code rowEnds[i]}
   * @param moves one per partition at most, at least one
   */
  public RowBatch(
      byte[] text,
      int length,
      int rows,
      int[] rowEnds,
      List<LedgerMove> moves,
      List<QuarantineRow> quarantine) {
    this.text = text;
    this.length = length;
    this.rows = rows;
    this.rowEnds = rowEnds;
    this.moves = List.copyOf(moves);
    this.quarantine = List.copyOf(quarantine);
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

  public List<LedgerMove> moves() {
    return moves;
  }

  public List<QuarantineRow> quarantine() {
    return quarantine;
  }
}
