package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.status.StatusBoard;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartitionOwnershipTest {
  private final PartitionOwnership ownership = new PartitionOwnership();
  private final StatusBoard board = new StatusBoard();

  @Test
  void theLastClaimantShowsThePartition() {
    ledger(7, 7, 9);

    assertThat(
            ownership.byLedger(
                Map.of(new PartitionId("t", 0), 7L, new PartitionId("t", 2), 8L), board))
        .as("1 is another's, and so is 2 since epoch 9")
        .containsExactly(new PartitionId("t", 0));
    ledger(6, 6, 6);
    assertThat(ownership.byLedger(Map.of(new PartitionId("t", 0), 7L), board))
        .as("not read since")
        .containsExactly(new PartitionId("t", 0));
  }

  @Test
  void whereTheGroupHasTheLedgerTheHolderDoes() {
    assertThat(ownership.byGroup(Set.of(new PartitionId("t", 1), new PartitionId("t", 2)), true))
        .containsExactlyInAnyOrder(new PartitionId("t", 1), new PartitionId("t", 2));
    assertThat(ownership.byGroup(Set.of(), false)).as("on the way back").hasSize(2);
    assertThat(ownership.byGroup(Set.of(new PartitionId("t", 2)), false))
        .containsExactly(new PartitionId("t", 2));
    assertThat(ownership.byGroup(Set.of(), true)).isEmpty();
  }

  private void ledger(long... epochs) {
    board.ledger(
        List.of(row(0, epochs[0]), row(1, epochs[1]), row(2, epochs[2])),
        Instant.now(),
        board.generation());
  }

  private static LedgerRow row(int partition, long epoch) {
    return LedgerRow.startingAt(new PartitionId("t", partition), 0).withEpoch(epoch);
  }
}
