package dev.millrace.job;

import dev.millrace.flow.LedgerMemory;
import dev.millrace.model.DocumentDigest;
import dev.millrace.model.JobError;
import dev.millrace.model.JobSpec;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerErrors;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what the ledger says, look by look, against what a running job knows: that no row vanished
 * or became older, and that no other process writes by another document. Event loop only.
 */
final class LedgerGuard {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerGuard.class);

  /** Looks in a row that must find another document: a claim of ours may be under way. */
  private static final int LOOKS = 3;

  private final String job;
  private final boolean exactlyOnce;
  private final String digest;
  private final LedgerMemory memory;
  private final Supplier<Set<Integer>> held;
  private final Map<Integer, Integer> otherDocument = new HashMap<>();
  private List<Integer> told = List.of();

  /**
   * @param spec with its effective mapping
   * @param held partitions that lanes of this process hold
   */
  LedgerGuard(String job, JobSpec spec, LedgerMemory memory, Supplier<Set<Integer>> held) {
    this.job = job;
    this.exactlyOnce = spec.exactlyOnce();
    this.digest = DocumentDigest.of(spec);
    this.memory = memory;
    this.held = held;
  }

  /** What is known before the ledger is read; rows that lanes move meanwhile are not in it. */
  Map<Integer, LedgerRow> before() {
    return exactlyOnce ? memory.rows() : Map.of();
  }

  /** Why the job must not go on, or null. */
  JobError objection(Map<Integer, LedgerRow> before, List<LedgerEntry> entries) {
    Map<Integer, LedgerRow> found = new HashMap<>();
    entries.forEach(entry -> found.put(entry.row().partition(), entry.row()));
    for (LedgerRow known : new TreeMap<>(before).values()) {
      LedgerRow row = found.get(known.partition());
      if (row == null) {
        return LedgerErrors.vanished(known);
      }
      if (!row.follows(known)) {
        return LedgerErrors.movedBack(known, row);
      }
    }
    memory.note(found.values());
    return null;
  }

  /** That other processes write by another document, as of this look. */
  List<Warning> documents(List<LedgerEntry> entries) {
    Set<Integer> ours = held.get();
    List<Integer> partitions = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      int partition = entry.row().partition();
      boolean other =
          !ours.contains(partition)
              && entry.documentDigest() != null
              && !entry.documentDigest().equals(digest);
      if (!other) {
        otherDocument.remove(partition);
      } else if (otherDocument.merge(partition, 1, Integer::sum) >= LOOKS) {
        partitions.add(partition);
      }
    }
    if (partitions.isEmpty()) {
      told = partitions;
      return List.of();
    }
    String message =
        "another process runs job "
            + job
            + " with another document (mapping, policies, write mode or table differ; digest "
            + digest
            + " here) and writes partitions "
            + partitions
            + " by it: give both processes the same document";
    if (!partitions.equals(told)) {
      LOG.warn("job {}: {}", job, message);
    }
    told = partitions;
    return List.of(
        Warning.about(
            entries.get(0).row().topic(), partitions, WarningCode.DOCUMENTS_DIFFER, message));
  }
}
