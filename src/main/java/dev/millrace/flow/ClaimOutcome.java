package dev.millrace.flow;

import dev.millrace.error.JobError;
import dev.millrace.model.LedgerRow;
import java.util.List;

/**
 * Answer to a {@link Claim}. A failure that may pass is no outcome: the sink goes on trying and
 * answers later.
 */
public sealed interface ClaimOutcome {
  /** Calls the method of this case. */
  void accept(Visitor visitor);

  /** One method for each case, so that who is answered says what each is to it. */
  interface Visitor {
    void claimed(Claimed outcome);

    void impossible(Impossible outcome);
  }

  /**
   * All partitions are this lane's.
   *
   * @param rows their ledger rows, with the new epoch and the offset to go on from
   */
  record Claimed(List<LedgerRow> rows) implements ClaimOutcome {
    public Claimed {
      rows = List.copyOf(rows);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.claimed(this);
    }
  }

  /** Nothing was claimed, and only a person can help. */
  record Impossible(JobError error) implements ClaimOutcome {
    @Override
    public void accept(Visitor visitor) {
      visitor.impossible(this);
    }
  }
}
