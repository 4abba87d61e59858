package dev.millrace.sink;

import dev.millrace.model.Dialect;
import dev.millrace.model.LedgerRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What can be done to the ledger of one job, apart from the move, which travels with the rows. */
final class Ledger {
  private final String job;
  private boolean present;

  Ledger(String job) {
    this.job = job;
  }

  /**
   * Raises the epochs, adding missing rows; the rows as they are then, committed. In two round
   * trips: the first may wait for locks, and leaves nothing behind when it is given up.
   */
  Future<List<LedgerRow>> claim(Session session, List<LedgerRow> candidates) {
    if (candidates.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    String claim =
        "BEGIN;" + LedgerSql.claim(job, candidates) + ";" + LedgerSql.readSome(job, candidates);
    return ensure(session)
        .compose(x -> session.send(claim))
        .map(answer -> rows(last(answer)))
        .compose(claimed -> session.send("COMMIT").map(claimed));
  }

  /**
   * Raises the epochs of those rows that still have the epoch known here, and returns these rows
   * only; the others belong to another writer by now. Waits for a transaction of ours that may
   * still be alive on the server, by its row locks.
   *
   * <p>The rows are read before they are changed: afterwards, an epoch one above ours could be ours
   * or the other writer's.
   */
  Future<List<LedgerRow>> reclaim(Session session, Map<Integer, LedgerRow> held) {
    return session
        .send("BEGIN;" + LedgerSql.readSome(job, held.values()) + " FOR UPDATE")
        .map(answer -> stillOurs(rows(last(answer)), held))
        .compose(
            ours ->
                session
                    .send(ours.isEmpty() ? "COMMIT" : LedgerSql.reclaim(job, ours) + ";COMMIT")
                    .map(x -> ours.stream().map(row -> row.withEpoch(row.epoch() + 1)).toList()));
  }

  private static List<LedgerRow> stillOurs(List<LedgerRow> rows, Map<Integer, LedgerRow> held) {
    return rows.stream().filter(row -> row.epoch() == held.get(row.partition()).epoch()).toList();
  }

  /** All rows of the job; empty also where there is no ledger. */
  Future<List<LedgerRow>> read(Session session) {
    return session
        .send(LedgerSql.read(job))
        .recover(
            failure ->
                ServerErrors.of(failure).number() == SideTable.UNKNOWN_COLUMN
                    ? session.send(LedgerSql.readEarlier(job))
                    : Future.failedFuture(failure))
        .map(Ledger::rows)
        .recover(
            failure ->
                ServerErrors.of(failure).number() == ServerErrors.NO_SUCH_TABLE
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(failure));
  }

  Future<Void> init(Session session, List<LedgerRow> candidates) {
    return candidates.isEmpty()
        ? Future.succeededFuture()
        : ensure(session).compose(x -> session.send(LedgerSql.init(job, candidates))).mapEmpty();
  }

  /** What the quarantine keeps of the job is counted no more, in the same transaction. */
  Future<Void> reset(Session session, Dialect dialect) {
    return read(session)
        .compose(
            rows ->
                rows.isEmpty()
                    ? Future.succeededFuture()
                    : QuarantineTable.present(session, dialect)
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
        .recover(Delivery.undo(session));
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

  private static List<LedgerRow> rows(RowSet<Row> answer) {
    List<LedgerRow> rows = new ArrayList<>();
    for (Row row : answer) {
      rows.add(
          new LedgerRow(
              row.getString(0),
              row.getInteger(1),
              row.getLong(2),
              row.getLong(3),
              row.getLong(4),
              row.getLong(5),
              row.getLong(6),
              row.getLong(7),
              row.getLong(8),
              row.getLong(9),
              row.getLong(10)));
    }
    return rows;
  }
}
