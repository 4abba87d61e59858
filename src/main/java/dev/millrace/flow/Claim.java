package dev.millrace.flow;

import dev.millrace.model.LedgerRow;
import java.util.List;

/**
 * Asks the sink to take partitions over.
 *
 * @param candidates one row per partition: where to begin should the destination's ledger know
 *     nothing of it; for at-least-once delivery what was found in the group's committed offsets
 * @param known the rows of these partitions that the job has seen; where the ledger does not have
 *     them any more, or older ones, nothing is claimed
 */
public record Claim(List<LedgerRow> candidates, List<LedgerRow> known) {
  public Claim {
    candidates = List.copyOf(candidates);
    known = List.copyOf(known);
  }
}
