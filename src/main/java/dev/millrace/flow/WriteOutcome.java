package dev.millrace.flow;

import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;
import dev.millrace.model.LedgerRow;
import java.util.List;

/**
 * What became of a {@link RowBatch}. A failure that may pass is no outcome: the sink goes on trying
 * and answers later.
 */
public sealed interface WriteOutcome {
  /** What the method of this case returns. */
  <R> R accept(Visitor<R> visitor);

  /** One method for each case, so that who is answered says what each is to it. */
  interface Visitor<R> {
    R committed(Committed outcome);

    R refused(Refused outcome);

    R full(Full outcome);

    R tooMuch(TooMuch outcome);

    R tableChanged(TableChanged outcome);

    R fenced(Fenced outcome);

    R hopeless(Hopeless outcome);
  }

  /**
   * Rows, quarantine and ledger are in the destination.
   *
   * @param rows the ledger rows after the move
   */
  record Committed(List<LedgerRow> rows) implements WriteOutcome {
    public Committed {
      rows = List.copyOf(rows);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.committed(this);
    }
  }

  /**
   * Nothing was written, because the database refuses these rows themselves.
   *
   * @param refused in the order of segments and rows, at least one
   */
  record Refused(List<RefusedRow> refused) implements WriteOutcome {
    public Refused {
      refused = List.copyOf(refused);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.refused(this);
    }
  }

  /**
   * Nothing was written, because more would be in quarantine than the job allows.
   *
   * @param room how many it may still quarantine, as of a moment ago
   */
  record Full(long room) implements WriteOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.full(this);
    }
  }

  /**
   * Nothing was written, because it is too much for one transaction or statement; less may do.
   *
   * @param error what to tell where it cannot be less
   */
  record TooMuch(JobError error) implements WriteOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.tooMuch(this);
    }
  }

  /**
   * Nothing was written, because the table is another one than that which the rows were made for.
   */
  record TableChanged(String detail) implements WriteOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.tableChanged(this);
    }
  }

  /** Nothing was written, because the lane does not hold one of the partitions any more. */
  record Fenced(String detail) implements WriteOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.fenced(this);
    }
  }

  /** Nothing was written, and only a person can help. */
  record Hopeless(JobError error) implements WriteOutcome {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.hopeless(this);
    }
  }

  /**
   * One row that the database will not take.
   *
   * @param segment index in the batch's segments
   * @param row index in that segment
   * @param column where the server named one, else null
   * @param message the server's words
   */
  record RefusedRow(int segment, int row, RejectCode code, String column, String message) {
    /** A sentence of ours with the server's words in it. */
    public String reason() {
      return "the database refused the row: " + message;
    }
  }
}
