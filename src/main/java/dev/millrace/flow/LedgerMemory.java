package dev.millrace.flow;

import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest ledger rows of a job that its run in this process has seen, whoever wrote them. By
 * them a partition whose row is gone is told from a new one. Any thread.
 */
public final class LedgerMemory {
  private final Map<PartitionId, LedgerRow> newest = new ConcurrentHashMap<>();
  private final Map<PartitionId, Long> claimed = new ConcurrentHashMap<>();

  private final Set<String> digests = ConcurrentHashMap.newKeySet();

  /** For a run that goes on from the ledger as it is: knows the documents, but no rows. */
  public LedgerMemory renewed() {
    LedgerMemory next = new LedgerMemory();
    next.digests.addAll(digests);
    return next;
  }

  /** This process runs the job by the document of this digest. */
  public void ranBy(String digest) {
    digests.add(digest);
  }

  /** Whether this process runs the job, or ran it earlier, by the document of this digest. */
  public boolean hasRunBy(String digest) {
    return digests.contains(digest);
  }

  /** A row is only ever replaced by one that follows it. */
  public void note(Collection<LedgerRow> rows) {
    rows.forEach(row -> newest.merge(row.id(), row, (old, next) -> next.follows(old) ? next : old));
  }

  /** Rows as this process claimed them. */
  public void claimed(Collection<LedgerRow> rows) {
    rows.forEach(row -> claimed.merge(row.id(), row.epoch(), Math::max));
    note(rows);
  }

  /** The epochs of this process's own claims, by partition. */
  public Map<PartitionId, Long> ownEpochs() {
    return Map.copyOf(claimed);
  }

  /** What is known of these partitions; unknown ones are left out. */
  public List<LedgerRow> of(Collection<PartitionId> partitions) {
    return partitions.stream().filter(newest::containsKey).map(newest::get).toList();
  }

  /** As it is now. */
  public Map<PartitionId, LedgerRow> rows() {
    return Map.copyOf(newest);
  }
}
