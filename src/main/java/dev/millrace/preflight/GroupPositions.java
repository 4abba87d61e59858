package dev.millrace.preflight;

import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Positions in the committed offsets of the job's consumer group. */
final class GroupPositions implements PositionStore {
  private final String group;
  private final Preflight preflight;

  GroupPositions(String group, Preflight preflight) {
    this.group = group;
    this.preflight = preflight;
  }

  @Override
  public Future<List<LedgerEntry>> read() {
    return SecretResolver.trying(() -> preflight.probe().groupLedger(group))
        .map(rows -> rows.stream().map(LedgerEntry::of).toList());
  }

  @Override
  public Future<List<LedgerEntry>> readAll() {
    return read();
  }

  /** The group's coordinator alone answers, and decides. */
  @Override
  public Future<List<LedgerEntry>> confirmed(List<LedgerEntry> read) {
    return Future.succeededFuture(read);
  }

  @Override
  public Future<Void> init(Map<PartitionId, Long> starts) {
    List<LedgerRow> rows =
        starts.entrySet().stream()
            .map(e -> LedgerRow.startingAt(e.getKey(), e.getValue()))
            .toList();
    return SecretResolver.trying(() -> preflight.probe().initGroup(group, rows));
  }

  @Override
  public Future<Void> forget() {
    return SecretResolver.trying(() -> preflight.probe().deleteGroup(group));
  }

  @Override
  public boolean isWithinReach(Preflight.Report report) {
    return true;
  }

  @Override
  public boolean tellsOfWriters() {
    return false;
  }

  @Override
  public String pointer() {
    return "/source";
  }

  @Override
  public String place() {
    return "the committed offsets of group " + group;
  }
}
