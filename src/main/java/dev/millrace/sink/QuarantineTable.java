package dev.millrace.sink;

import dev.millrace.model.Dialect;
import io.vertx.core.Future;

/**
 * Has {@code millrace_quarantine} as this version needs it. Not to be called within a transaction:
 * DDL commits.
 */
final class QuarantineTable {
  private static final int UNKNOWN_COLUMN = 1054;
  private static final int COLUMN_IS_THERE = 1060;

  private QuarantineTable() {}

  /** Makes it, or adds what a table of an earlier version lacks. */
  static Future<Void> ensure(Session session, Dialect dialect) {
    return present(session, dialect)
        .compose(
            present ->
                present
                    ? Future.succeededFuture()
                    : session.send(QuarantineSql.create(dialect)).mapEmpty());
  }

  /** Whether it is there; then it has all columns. */
  static Future<Boolean> present(Session session, Dialect dialect) {
    return session
        .send("SELECT headers,counted FROM " + QuarantineSql.TABLE + " LIMIT 1")
        .map(true)
        .recover(
            failure ->
                switch (ServerErrors.of(failure).number()) {
                  case ServerErrors.NO_SUCH_TABLE -> Future.succeededFuture(false);
                  case UNKNOWN_COLUMN -> addColumns(session, dialect).map(true);
                  default -> Future.failedFuture(failure);
                });
  }

  /** One by one, for another lane may be at the same; who finds a column there is content. */
  private static Future<Void> addColumns(Session session, Dialect dialect) {
    Future<Void> done = Future.succeededFuture();
    for (String column : QuarantineSql.later(dialect)) {
      String alter = "ALTER TABLE " + QuarantineSql.TABLE + " ADD COLUMN " + column;
      done =
          done.compose(
              before ->
                  session
                      .send(alter)
                      .<Void>mapEmpty()
                      .recover(
                          failure ->
                              ServerErrors.of(failure).number() == COLUMN_IS_THERE
                                  ? Future.succeededFuture()
                                  : Future.failedFuture(failure)));
    }
    return done;
  }
}
