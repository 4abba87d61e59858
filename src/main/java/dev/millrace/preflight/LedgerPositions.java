package dev.millrace.preflight;

import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Positions in {@code millrace_ledger}, beside the rows that move with them. */
final class LedgerPositions implements PositionStore {
  private final String job;
  private final String databaseName;
  private final Preflight preflight;

  LedgerPositions(String job, String databaseName, Preflight preflight) {
    this.job = job;
    this.databaseName = databaseName;
    this.preflight = preflight;
  }

  @Override
  public Future<List<LedgerEntry>> read() {
    return readAll().map(this::ofTopic);
  }

  @Override
  public Future<List<LedgerEntry>> readAll() {
    return SecretResolver.trying(
        () -> preflight.database().readLedger(job, preflight.ledgerTarget()));
  }

  /** Never from a replica of the database that is behind. */
  @Override
  public Future<List<LedgerEntry>> confirmed(List<LedgerEntry> read) {
    return SecretResolver.trying(
            () -> preflight.database().readLedgerFromWriter(job, preflight.ledgerTarget()))
        .map(this::ofTopic);
  }

  private List<LedgerEntry> ofTopic(List<LedgerEntry> entries) {
    String topic = preflight.topicName();
    return entries.stream().filter(e -> topic == null || e.row().topic().equals(topic)).toList();
  }

  @Override
  public Future<Void> init(Map<PartitionId, Long> starts) {
    List<LedgerRow> rows =
        starts.entrySet().stream().map(e -> LedgerRow.made(e.getKey(), e.getValue())).toList();
    return SecretResolver.trying(
        () -> preflight.database().initLedger(job, preflight.ledgerTarget(), rows));
  }

  @Override
  public Future<Void> forget() {
    return SecretResolver.trying(
        () -> preflight.database().resetLedger(job, preflight.ledgerTarget()));
  }

  @Override
  public boolean isWithinReach(Preflight.Report report) {
    return !report.tables().isEmpty();
  }

  @Override
  public boolean tellsOfWriters() {
    return true;
  }

  @Override
  public String pointer() {
    return "/destination";
  }

  @Override
  public String place() {
    return "table millrace_ledger of database '" + databaseName + "'";
  }
}
