package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.error.JobError;
import dev.millrace.error.LedgerErrors;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.schema.TablePointers;
import dev.millrace.spec.JobEntry;
import dev.millrace.spec.SourceSpec;
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
public final class LedgerCheck {
  private final String job;
  private final JobEntry entry;
  private final Preflight preflight;
  private final PositionStore positions;
  private final Preflight.Report report;
  private final List<FieldError> faults;
  private final List<Warning> warnings = new ArrayList<>();
  private JobError error;

  private LedgerCheck(
      String job,
      JobEntry entry,
      Preflight preflight,
      PositionStore positions,
      Preflight.Report report) {
    this.job = job;
    this.entry = entry;
    this.preflight = preflight;
    this.positions = positions;
    this.report = report;
    this.faults = new ArrayList<>(report.faults());
  }

  /** One look at everything, as a start takes it. */
  public static Future<Preflight.Report> once(
      ClientContext clients, String job, JobEntry entry, SourceSpec source) {
    Preflight preflight = new Preflight(clients, entry.spec(), source);
    return preflight
        .look()
        .compose(report -> of(job, entry, preflight, report))
        .compose(
            found ->
                GroupAdmission.and(
                    found,
                    job,
                    preflight,
                    () -> SecretResolver.resolved(clients.vertx(), clients.secrets(), source)))
        .map(StartReport::findings)
        .eventually(preflight::close);
  }

  /**
   * A ledger that cannot be read is a fault, for its rows must not be taken for missing ones later;
   * but not where other faults say already what keeps it away.
   */
  public static Future<StartReport> of(
      String job, JobEntry entry, Preflight preflight, Preflight.Report report) {
    PositionStore positions = PositionStores.of(job, report.spec(), preflight);
    if (report.topic() == null || !positions.isWithinReach(report)) {
      return Future.succeededFuture(new StartReport(report, List.of()));
    }
    return positions
        .read()
        .compose(
            entries -> {
              LedgerCheck check = new LedgerCheck(job, entry, preflight, positions, report);
              return check.look(entries).error == null
                  ? Future.succeededFuture(check)
                  : positions
                      .confirmed(entries)
                      .map(
                          sure ->
                              new LedgerCheck(job, entry, preflight, positions, report).look(sure));
            })
        .map(LedgerCheck::found)
        .recover(
            e ->
                JobFailure.of(e).isBug()
                    ? Future.failedFuture(e)
                    : Future.succeededFuture(
                        new StartReport(unread(e, positions, report), List.of())));
  }

  private static Preflight.Report unread(
      Throwable e, PositionStore positions, Preflight.Report report) {
    if (!report.faults().isEmpty()) {
      return report;
    }
    JobFailure jobFailure = JobFailure.of(e);
    return report.with(
        jobFailure,
        List.of(
            new FieldError(
                Preflight.place(e, positions.pointer(), jobFailure),
                jobFailure.error().message())));
  }

  private StartReport found() {
    return new StartReport(
        error == null ? report : report.with(new JobFailure(error, false), faults), warnings);
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
                    + preflight.ledgerTarget().text()
                    + ": this is right if the database was renamed, copied or restored together"
                    + " with its table; otherwise reset the job");
        case UNKNOWN ->
            warn(
                "the ledger's rows of job "
                    + job
                    + " were made by an earlier version and do not say of which table they are;"
                    + " they are taken for "
                    + preflight.ledgerTarget().text());
        case SAME -> {}
      }
    }
    vanished(entries);
    return this;
  }

  private void otherTable(LedgerEntry found) {
    if (error == null) {
      error = LedgerErrors.otherTable(job, found.targetName(), preflight.ledgerTarget().text());
      faults.add(new FieldError(TablePointers.tables(report.spec()), error.message()));
    }
  }

  private void warn(String message) {
    if (warnings.isEmpty()) {
      warnings.add(Warning.at("/destination", WarningCode.LEDGER_OTHER_TABLE, message));
    }
  }

  private void vanished(List<LedgerEntry> entries) {
    boolean ran = entry.topic() != null && entry.topic().name().equals(report.topic().name());
    if (!ran) {
      return;
    }
    Set<PartitionId> missing = new TreeSet<>(report.partitions());
    if (!entry.ledgerPartitions().isEmpty()) {
      missing.retainAll(entry.ledgerPartitions());
    } else if (!entries.isEmpty()) {
      // An earlier version kept no more than that the job had run.
      return;
    }
    missing.removeAll(
        entries.stream().map(LedgerEntry::row).map(LedgerRow::id).collect(Collectors.toSet()));
    if (!missing.isEmpty() && error == null) {
      error = LedgerErrors.vanished(entry.topic().name(), missing, positions.place());
      faults.add(new FieldError("/start", error.message()));
    }
  }
}
