package dev.millrace.flow;

import dev.millrace.model.JobError;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.RejectCode;
import java.util.List;

/**
 * What became of a {@link RowBatch}. Passing trouble is no outcome: the sink goes on trying and
 * answers later.
 */
public sealed interface WriteOutcome {

  /**
   * Rows, quarantine and ledger are in the destination.
   *
   * @param rows the ledger rows after the move
   */
  record Committed(List<LedgerRow> rows) implements WriteOutcome {
    public Committed {
      rows = List.copyOf(rows);
    }
  }

  /**
   * Nothing was written, because the database refuses these rows themselves.
   *
   * @param refused in row order, at least one
   */
  record Refused(List<RefusedRow> refused) implements WriteOutcome {
    public Refused {
      refused = List.copyOf(refused);
    }
  }

  /**
   * Nothing was written, because more would be in quarantine than the job allows.
   *
   * @param room how many it may still quarantine, as of a moment ago
   */
  record Full(long room) implements WriteOutcome {}

  /**
   * Nothing was written, because it is too much for one transaction or statement; less may do.
   *
   * @param error what to tell where it cannot be less
   */
  record TooMuch(JobError error) implements WriteOutcome {}

  /**
   * Nothing was written, because the table is another one than that which the rows were made for.
   */
  record TableChanged(String detail) implements WriteOutcome {}

  /** Nothing was written, because the lane does not hold one of the partitions any more. */
  record Fenced(String detail) implements WriteOutcome {}

  /** Nothing was written, and only a person can help. */
  record Hopeless(JobError error) implements WriteOutcome {}

  /**
   * One row that the database will not take.
   *
   * @param row index in the batch
   * @param column where the server named one, else null
   * @param message the server's words
   */
  record RefusedRow(int row, RejectCode code, String column, String message) {
    /** A sentence of ours with the server's words in it. */
    public String reason() {
      return "the database refused the row: " + message;
    }
  }
}
