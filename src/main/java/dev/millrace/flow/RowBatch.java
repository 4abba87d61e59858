package dev.millrace.flow;

import dev.millrace.model.LedgerMove;
import java.util.List;

/**
 * Rows ready to be written by one transaction, and what that transaction moves in the ledger.
 * Immutable but for the arrays of its segments, which the sink only reads.
 *
 * <p>A class, not a record: it holds big arrays and is compared by identity.
 */
public final class RowBatch {
  private final List<Segment> segments;
  private final List<LedgerMove> moves;
  private final List<QuarantineRow> quarantine;

  /**
   * @param segments in the order in which they are carried out: deletes from the last table to the
   *     first, then writes from the first to the last, one of each table at most; none when only
   *     the ledger moves
   * @param moves one per partition at most, at least one
   * @throws IllegalArgumentException where the segments are in another order
   */
  public RowBatch(List<Segment> segments, List<LedgerMove> moves, List<QuarantineRow> quarantine) {
    this.segments = List.copyOf(segments);
    this.moves = List.copyOf(moves);
    this.quarantine = List.copyOf(quarantine);
    for (int i = 1; i < segments.size(); i++) {
      if (!segments.get(i - 1).mayPrecede(segments.get(i))) {
        throw new IllegalArgumentException("segment " + i + " cannot come after the one before it");
      }
    }
  }

  public List<Segment> segments() {
    return segments;
  }

  /** How many rows all segments have. */
  public int rows() {
    int rows = 0;
    for (Segment segment : segments) {
      rows += segment.rows();
    }
    return rows;
  }

  public List<LedgerMove> moves() {
    return moves;
  }

  public List<QuarantineRow> quarantine() {
    return quarantine;
  }
}
