package dev.millrace.job;

import dev.millrace.model.Fault;
import dev.millrace.model.JobEntry;
import dev.millrace.model.JobError;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerErrors;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.SourceSpec;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Holds the ledger of a job that is to start against the table that it is to fill, and against what
 * the job knows of its ledger: rows that were there and are gone must not be taken for a job that
 * never ran.
 */
final class LedgerCheck {
  private final String job;
  private final JobEntry entry;
  private final Reality reality;
  private final Reality.Findings findings;
  private final List<Fault> faults;
  private final List<Warning> warnings = new ArrayList<>();
  private JobError error;

  private LedgerCheck(String job, JobEntry entry, Reality reality, Reality.Findings findings) {
    this.job = job;
    this.entry = entry;
    this.reality = reality;
    this.findings = findings;
    this.faults = new ArrayList<>(findings.faults());
  }

  /**
   * What was found, with the ledger's faults.
   *
   * @param warnings of the ledger and the group alone
   */
  record Found(Reality.Findings findings, List<Warning> warnings) {}

  /** One look at everything, as a start takes it. */
  static Future<Reality.Findings> once(
      ClientContext clients, String job, JobEntry entry, SourceSpec source) {
    Reality reality = new Reality(clients, entry.spec(), source);
    return reality
        .look()
        .compose(findings -> of(job, entry, reality, findings))
        .compose(
            found ->
                GroupAdmission.and(
                    found,
                    job,
                    reality,
                    () -> Resolving.resolved(clients.vertx(), clients.secrets(), source)))
        .map(Found::findings)
        .eventually(reality::close);
  }

  /**
   * A ledger that cannot be read is a fault, for its rows must not be taken for missing ones later;
   * but not where other faults say already what keeps it away.
   */
  static Future<Found> of(String job, JobEntry entry, Reality reality, Reality.Findings findings) {
    boolean askable =
        findings.topic() != null
            && (findings.inspection() != null || !findings.spec().exactlyOnce());
    if (!askable) {
      return Future.succeededFuture(new Found(findings, List.of()));
    }
    return StoredPositions.entries(job, findings.spec(), reality)
        .map(entries -> new LedgerCheck(job, entry, reality, findings).look(entries))
        .compose(
            check ->
                check.error == null || !findings.spec().exactlyOnce()
                    ? Future.succeededFuture(check)
                    // The read may have been a replica's that is behind: the server decides that
                    // writes.
                    : StoredPositions.entriesFromWriter(job, reality)
                        .map(
                            entries ->
                                new LedgerCheck(job, entry, reality, findings).look(entries)))
        .map(LedgerCheck::found)
        .recover(
            e ->
                Trouble.of(e).isBug()
                    ? Future.failedFuture(e)
                    : Future.succeededFuture(new Found(unread(e, findings), List.of())));
  }

  private static Reality.Findings unread(Throwable e, Reality.Findings findings) {
    if (!findings.faults().isEmpty()) {
      return findings;
    }
    Trouble trouble = Trouble.of(e);
    String side = findings.spec().exactlyOnce() ? "/destination" : "/source";
    return findings.with(
        trouble, List.of(new Fault(Reality.place(e, side, trouble), trouble.error().message())));
  }

  private Found found() {
    return new Found(
        error == null ? findings : findings.with(new Trouble(error, false), faults), warnings);
  }

  private LedgerCheck look(List<LedgerEntry> entries) {
    for (LedgerEntry found : entries) {
      switch (found.target()) {
        case OTHER_TABLE -> otherTable(found);
        case OTHER_DATABASE ->
            warn(
                "the ledger's rows of job "
                    + job
                    + " were written for "
                    + found.targetName()
                    + " and are taken for "
                    + reality.database().ledgerTarget()
                    + ": this is right if the database was renamed, copied or restored together"
                    + " with its table; otherwise reset the job");
        case UNKNOWN ->
            warn(
                "the ledger's rows of job "
                    + job
                    + " were made by an earlier version and do not say of which table they are;"
                    + " they are taken for "
                    + reality.database().ledgerTarget());
        case SAME -> {}
      }
    }
    vanished(entries);
    return this;
  }

  private void otherTable(LedgerEntry found) {
    if (error == null) {
      error = LedgerErrors.otherTable(job, found.targetName(), reality.database().ledgerTarget());
      faults.add(new Fault("/destination/table", error.message()));
    }
  }

  private void warn(String message) {
    if (warnings.isEmpty()) {
      warnings.add(Warning.at("/destination", WarningCode.LEDGER_OTHER_TABLE, message));
    }
  }

  private void vanished(List<LedgerEntry> entries) {
    boolean ran = entry.topic() != null && entry.topic().name().equals(findings.topic().name());
    if (!ran) {
      return;
    }
    Set<Integer> missing = new TreeSet<>(findings.partitions());
    if (!entry.ledgerPartitions().isEmpty()) {
      missing.retainAll(entry.ledgerPartitions());
    } else if (!entries.isEmpty()) {
      // An earlier version kept no more than that the job had run.
      return;
    }
    missing.removeAll(
        entries.stream()
            .map(LedgerEntry::row)
            .map(LedgerRow::partition)
            .collect(Collectors.toSet()));
    if (!missing.isEmpty() && error == null) {
      error = LedgerErrors.vanished(entry.topic().name(), missing, place());
      faults.add(new Fault("/start", error.message()));
    }
  }

  private String place() {
    return findings.spec().exactlyOnce()
        ? "table millrace_ledger of database '" + findings.spec().destination().database() + "'"
        : "the committed offsets of group " + findings.spec().groupOf(job);
  }
}
