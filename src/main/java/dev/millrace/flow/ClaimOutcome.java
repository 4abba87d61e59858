package dev.millrace.flow;

import dev.millrace.model.JobError;
import dev.millrace.model.LedgerRow;
import java.util.List;

/**
 * Answer to a {@link Claim}. Passing trouble is no outcome: the sink goes on trying and answers
 * later.
 */
public sealed interface ClaimOutcome {

  /**
   * All partitions are this lane's.
   *
   * @param rows their ledger rows, with the new epoch and the offset to go on from
   */
  record Claimed(List<LedgerRow> rows) implements ClaimOutcome {
    public Claimed {
      rows = List.copyOf(rows);
    }
  }

  /** Nothing was claimed, and only a person can help. */
  record Impossible(JobError error) implements ClaimOutcome {}
}
