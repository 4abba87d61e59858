package dev.millrace.flow;

import dev.millrace.model.LedgerRow;
import java.util.List;

/**
 * A {@link PolledBatch} is in the destination and in the ledger.
 *
 * @param rows newest known ledger row of each partition that moved
 */
public record Acked(List<LedgerRow> rows) {
  public Acked {
    rows = List.copyOf(rows);
  }
}
