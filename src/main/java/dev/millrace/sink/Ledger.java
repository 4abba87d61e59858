package dev.millrace.sink;

import dev.millrace.error.JobError;
import dev.millrace.error.LedgerErrors;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerEntry.Target;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.mysql.EngineTable;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.LedgerTarget;
import dev.millrace.statement.QuarantineQueries;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What can be done to the ledger of one job, apart from the move, which travels with the rows. */
final class Ledger {
  private final String job;
  private final LedgerTarget target;
  private final String digest;
  private boolean present;

  /**
   * @param digest of the document that rows are claimed with; null where none are
   */
  Ledger(String job, LedgerTarget target, String digest) {
    this.job = job;
    this.target = target;
    this.digest = digest;
  }

  /**
   * Raises the epochs, adding missing rows; the rows as they are then, committed. It may wait for
   * locks. Where it fails, its transaction is still open and to be rolled back.
   *
   * <p>Fails for good, without having changed anything, where the ledger is of another table, and
   * where a row that is known is gone or is an older one: whoever took it away did not do so for
   * the job to begin anew.
   *
   * @param known rows of these partitions that the job has seen
   */
  Future<List<LedgerRow>> claim(
      Session session, List<LedgerRow> candidates, List<LedgerRow> known) {
    if (candidates.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return ensure(session)
        // A read outside a transaction may be answered by a replica that is a moment behind.
        .compose(x -> session.send("BEGIN;" + LedgerSql.readSome(job, candidates) + " FOR UPDATE"))
        .map(answer -> known(entries(last(answer)), known))
        .compose(before -> claimed(session, candidates, before));
  }

  /** The entries, unless they say that nothing is to be claimed. */
  private List<LedgerEntry> known(List<LedgerEntry> before, List<LedgerRow> known) {
    requireTable(before, entry -> entry.target() == Target.OTHER_TABLE);
    Map<PartitionId, LedgerRow> rows = byPartition(before);
    for (LedgerRow earlier : known) {
      LedgerRow row = rows.get(earlier.id());
      if (row == null) {
        throw unfit(LedgerErrors.vanished(earlier));
      }
      requireFollows(row, earlier);
    }
    return before;
  }

  private Future<List<LedgerRow>> claimed(
      Session session, List<LedgerRow> candidates, List<LedgerEntry> before) {
    List<String> seen =
        before.stream().map(LedgerEntry::targetName).filter(Objects::nonNull).distinct().toList();
    return session
        .send(
            LedgerSql.claim(job, candidates, target, digest, seen)
                + ";"
                + LedgerSql.readSome(job, candidates))
        .map(
            answer -> {
              List<LedgerEntry> after = entries(last(answer));
              requireTable(after, entry -> entry.target() != Target.SAME);
              Map<PartitionId, LedgerRow> rows = byPartition(after);
              // A row that went since we looked was made anew just now.
              before.forEach(
                  entry ->
                      requireFollows(
                          rows.get(entry.row().id()),
                          entry.row().withEpoch(entry.row().epoch() + 1)));
              return after.stream().map(LedgerEntry::row).toList();
            })
        .compose(rows -> session.send("COMMIT").map(rows));
  }

  private void requireTable(List<LedgerEntry> entries, Function<LedgerEntry, Boolean> other) {
    for (LedgerEntry entry : entries) {
      if (other.apply(entry)) {
        throw unfit(LedgerErrors.otherTable(job, entry.targetName(), target.text()));
      }
    }
  }

  private static void requireFollows(LedgerRow row, LedgerRow earlier) {
    if (!row.follows(earlier)) {
      throw unfit(LedgerErrors.movedBack(earlier, row));
    }
  }

  private static DestinationException unfit(JobError error) {
    return new DestinationException(error, false);
  }

  private static Map<PartitionId, LedgerRow> byPartition(List<LedgerEntry> entries) {
    return entries.stream()
        .map(LedgerEntry::row)
        .collect(Collectors.toMap(LedgerRow::id, row -> row));
  }

  /**
   * Raises the epochs of those rows that still have the epoch known here, and returns these rows
   * only; the others belong to another writer by now. Waits for a transaction of ours that may
   * still be alive on the server, by its row locks.
   *
   * <p>The rows are read before they are changed: afterwards, an epoch one above ours could be ours
   * or the other writer's.
   */
  Future<List<LedgerRow>> reclaim(Session session, Map<PartitionId, LedgerRow> held) {
    return session
        .send("BEGIN;" + LedgerSql.readSome(job, held.values()) + " FOR UPDATE")
        .map(answer -> stillOurs(entries(last(answer)), held))
        .compose(
            ours ->
                session
                    .send(ours.isEmpty() ? "COMMIT" : LedgerSql.reclaim(job, ours) + ";COMMIT")
                    .map(x -> ours.stream().map(row -> row.withEpoch(row.epoch() + 1)).toList()));
  }

  private static List<LedgerRow> stillOurs(
      List<LedgerEntry> entries, Map<PartitionId, LedgerRow> held) {
    return entries.stream()
        .map(LedgerEntry::row)
        .filter(row -> row.epoch() == held.get(row.id()).epoch())
        .toList();
  }

  /** All rows of the job; empty also where there is no ledger. */
  Future<List<LedgerEntry>> read(Session session) {
    return read(session, "");
  }

  /**
   * The same as the server has it that writes: a proxy may send a plain read to a replica that is
   * behind, but not a locking one. Waits for the locks of writers, and gives its own up at once.
   */
  Future<List<LedgerEntry>> readFromWriter(Session session) {
    return session
        .send("BEGIN")
        .compose(x -> read(session, " FOR UPDATE"))
        .compose(entries -> session.rollback().map(entries))
        .recover(Transactions.undo(session));
  }

  private Future<List<LedgerEntry>> read(Session session, String lock) {
    return session
        .send(LedgerSql.read(job) + lock)
        .recover(
            failure ->
                ServerErrors.of(failure).number() == EngineTable.UNKNOWN_COLUMN
                    ? EngineTable.columns(session, LedgerSql.TABLE)
                        .compose(
                            present -> session.send(LedgerSql.readEarlier(job, present) + lock))
                    : Future.failedFuture(failure))
        .map(this::entries)
        .recover(
            failure ->
                ServerErrors.of(failure).number() == ServerErrors.NO_SUCH_TABLE
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(failure));
  }

  Future<Void> init(Session session, List<LedgerRow> candidates) {
    return candidates.isEmpty()
        ? Future.succeededFuture()
        : ensure(session)
            .compose(x -> session.send(LedgerSql.init(job, candidates, target)))
            .mapEmpty();
  }

  /** What the quarantine keeps of the job is counted no more, in the same transaction. */
  Future<Void> reset(Session session) {
    return read(session)
        .compose(
            rows ->
                rows.isEmpty()
                    ? Future.succeededFuture()
                    : QuarantineTable.present(session)
                        .compose(present -> forget(session, present)));
  }

  private Future<Void> forget(Session session, boolean quarantines) {
    String reset = LedgerSql.reset(job);
    return session
        .send(
            quarantines
                ? "BEGIN;" + reset + ";" + QuarantineQueries.uncount(job) + ";COMMIT"
                : reset)
        .<Void>mapEmpty()
        .recover(Transactions.undo(session));
  }

  private Future<Void> ensure(Session session) {
    return present
        ? Future.succeededFuture()
        : LedgerTable.ensure(session).onSuccess(x -> present = true);
  }

  private static RowSet<Row> last(RowSet<Row> answer) {
    RowSet<Row> last = answer;
    while (last.next() != null) {
      last = last.next();
    }
    return last;
  }

  private List<LedgerEntry> entries(RowSet<Row> answer) {
    List<LedgerEntry> entries = new ArrayList<>();
    for (Row row : answer) {
      LedgerRow ledgerRow =
          new LedgerRow(
              row.getString(0),
              row.getInteger(1),
              row.getLong(2),
              row.getLong(3),
              row.getLong(4),
              Counts.of(count -> row.getLong(LedgerSql.FIRST_COUNT + count.ordinal())));
      int next = LedgerSql.FIRST_COUNT + Count.values().length;
      String name = row.getString(next);
      String digest = row.getString(next + 1);
      long age = row.getLong(next + 2);
      boolean ignoreCase = row.getLong(next + 3) != 0;
      entries.add(new LedgerEntry(ledgerRow, target.compare(name, ignoreCase), name, digest, age));
    }
    return entries;
  }
}
