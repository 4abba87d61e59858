package dev.millrace.job;

import dev.millrace.model.PartitionId;
import dev.millrace.status.StatusBoard;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which partitions' meters this process shows, so that several processes which run the job count
 * none twice: those that it claimed last. Where the ledger is the group's, which tells of no
 * claims, those that its lanes hold. Neither is given up because a broker or a database is away:
 * nobody else can have them then. Event loop only.
 */
final class PartitionOwnership {
  private Set<PartitionId> heldLast = Set.of();

  /**
   * @param ownEpochs epochs of this process's last claims, by partition
   */
  Set<PartitionId> byLedger(Map<PartitionId, Long> ownEpochs, StatusBoard board) {
    return board.partitionIds().stream()
        .filter(p -> ownEpochs.containsKey(p) && board.epoch(p) <= ownEpochs.get(p))
        .collect(Collectors.toSet());
  }

  /**
   * @param running whether nothing fails; else lanes may only be on their way back to what they had
   */
  Set<PartitionId> byGroup(Set<PartitionId> held, boolean running) {
    if (running || !held.isEmpty()) {
      heldLast = Set.copyOf(held);
    }
    return heldLast;
  }
}
