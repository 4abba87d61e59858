package dev.millrace.sink;

import dev.millrace.mysql.EngineTable;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.statement.QuarantineSql;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Has {@code millrace_quarantine} as this version needs it. Not to be called within a transaction:
 * DDL commits.
 */
public final class QuarantineTable {
  /** Fails with {@link EngineTable#UNKNOWN_COLUMN} on a table of an earlier version. */
  private static final String PROBE =
      "SELECT headers,counted,table_name FROM " + QuarantineSql.TABLE + " LIMIT 1";

  private QuarantineTable() {}

  /** Whether it is there and lacks columns of this version; looks only. */
  static Future<Boolean> isEarlier(Session session) {
    return session
        .send(PROBE)
        .map(false)
        .recover(
            failure ->
                switch (ServerErrors.of(failure).number()) {
                  case ServerErrors.NO_SUCH_TABLE -> Future.succeededFuture(false);
                  case EngineTable.UNKNOWN_COLUMN -> Future.succeededFuture(true);
                  default -> Future.failedFuture(failure);
                });
  }

  /** Makes it, or adds what a table of an earlier version lacks. */
  static Future<Void> ensure(Session session) {
    return present(session)
        .compose(
            present ->
                present
                    ? Future.succeededFuture()
                    : session.send(QuarantineSql.create(session.dialect())).mapEmpty());
  }

  /** Whether it is there; then it has all columns. */
  public static Future<Boolean> present(Session session) {
    return session
        .send(PROBE)
        .map(true)
        .recover(
            failure ->
                switch (ServerErrors.of(failure).number()) {
                  case ServerErrors.NO_SUCH_TABLE -> Future.succeededFuture(false);
                  case EngineTable.UNKNOWN_COLUMN ->
                      EngineTable.columns(session, QuarantineSql.TABLE)
                          .compose(
                              columns ->
                                  EngineTable.addColumns(
                                      session, QuarantineSql.TABLE, missing(session, columns)))
                          .map(true);
                  default -> Future.failedFuture(failure);
                });
  }

  /**
   * What a query that only looks reads from; null where the table is not there. Alters nothing,
   * also not a table of an earlier version.
   */
  public static Future<String> readable(Session session) {
    return session
        .send(PROBE)
        .map(QuarantineSql.TABLE)
        .recover(
            failure ->
                switch (ServerErrors.of(failure).number()) {
                  case ServerErrors.NO_SUCH_TABLE -> Future.succeededFuture();
                  case EngineTable.UNKNOWN_COLUMN ->
                      EngineTable.columns(session, QuarantineSql.TABLE)
                          .map(QuarantineSql::readable);
                  default -> Future.failedFuture(failure);
                });
  }

  private static List<String> missing(Session session, Set<String> columns) {
    return QuarantineSql.later(session.dialect()).stream()
        .filter(column -> !columns.contains(column.substring(0, column.indexOf(' '))))
        .toList();
  }
}
