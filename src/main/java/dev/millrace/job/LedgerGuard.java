package dev.millrace.job;

import dev.millrace.document.DocumentDigest;
import dev.millrace.error.JobError;
import dev.millrace.error.LedgerErrors;
import dev.millrace.error.LogFields;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.flow.LedgerMemory;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.JobSpec;
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

  /**
   * Looks in a row that must find a row missing or older before the server that writes is asked: a
   * replica or another node of a cluster may be behind. No lane needs this to be told sooner, for
   * its own transactions hold it off such a row at once.
   */
  private static final int DOUBTS = 5;

  private final String job;
  private final boolean exactlyOnce;
  private final String digest;
  private final LedgerMemory memory;
  private final Supplier<Set<PartitionId>> held;
  private final Map<PartitionId, LedgerRow> atStart = new HashMap<>();
  private final Map<PartitionId, Integer> otherDocument = new HashMap<>();
  private final Map<PartitionId, Integer> doubtful = new HashMap<>();
  private List<PartitionId> told = List.of();

  /**
   * @param spec with its effective mapping
   * @param started the rows as the run found them
   * @param held partitions that lanes of this process hold
   */
  LedgerGuard(
      String job,
      JobSpec spec,
      LedgerMemory memory,
      List<LedgerRow> started,
      Supplier<Set<PartitionId>> held) {
    this.job = job;
    this.exactlyOnce = spec.exactlyOnce();
    this.digest = DocumentDigest.of(spec);
    this.memory = memory;
    this.held = held;
    memory.ranBy(digest);
    started.forEach(row -> atStart.put(row.id(), row));
  }

  /** What is known before the ledger is read; rows that lanes move meanwhile are not in it. */
  Map<PartitionId, LedgerRow> before() {
    return exactlyOnce ? memory.rows() : Map.of();
  }

  /**
   * Counts this look; whether the server that writes is to be asked for {@link #objection}, because
   * look after look found a row missing or older.
   */
  boolean doubts(Map<PartitionId, LedgerRow> before, List<LedgerEntry> entries) {
    Map<PartitionId, LedgerRow> found = byPartition(entries);
    boolean ask = false;
    for (LedgerRow known : before.values()) {
      LedgerRow row = found.get(known.id());
      if (row != null && row.follows(known)) {
        doubtful.remove(known.id());
      } else {
        ask |= doubtful.merge(known.id(), 1, Integer::sum) >= DOUBTS;
      }
    }
    memory.note(found.values());
    return ask;
  }

  /**
   * Why the job must not go on, or null.
   *
   * @param entries of the server that writes
   */
  JobError objection(Map<PartitionId, LedgerRow> before, List<LedgerEntry> entries) {
    doubtful.clear();
    Map<PartitionId, LedgerRow> found = byPartition(entries);
    for (LedgerRow known : new TreeMap<>(before).values()) {
      LedgerRow row = found.get(known.id());
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

  private static Map<PartitionId, LedgerRow> byPartition(List<LedgerEntry> entries) {
    Map<PartitionId, LedgerRow> found = new HashMap<>();
    entries.forEach(entry -> found.put(entry.row().id(), entry.row()));
    return found;
  }

  /**
   * Whether a lane claimed or moved the row since the run began; else an earlier document of this
   * process may be there from its own earlier run.
   */
  private boolean changed(LedgerRow row) {
    LedgerRow first = atStart.get(row.id());
    return first == null || row.epoch() > first.epoch() || row.nextOffset() != first.nextOffset();
  }

  /** That other processes write by another document, as of this look. */
  List<Warning> documents(List<LedgerEntry> entries) {
    Set<PartitionId> ours = held.get();
    List<PartitionId> partitions = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      PartitionId partition = entry.row().id();
      boolean other =
          !ours.contains(partition)
              && entry.documentDigest() != null
              && !entry.documentDigest().equals(digest)
              && (changed(entry.row()) || !memory.hasRunBy(entry.documentDigest()));
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
            + PartitionId.numbers(partitions)
            + " with it: give both processes the same document";
    if (!partitions.equals(told)) {
      LOG.atWarn()
          .addKeyValue(LogFields.JOB, job)
          .addKeyValue(LogFields.CODE, WarningCode.DOCUMENTS_DIFFER.label())
          .log("job {}: {}", job, message);
    }
    told = partitions;
    return List.of(
        Warning.about(
            partitions.get(0).topic(),
            PartitionId.numbers(partitions),
            WarningCode.DOCUMENTS_DIFFER,
            message));
  }
}
