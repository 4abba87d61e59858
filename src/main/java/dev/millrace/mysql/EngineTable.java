package dev.millrace.mysql;

import dev.millrace.mysqlerror.ServerErrors;
import io.vertx.core.Future;
import java.util.List;

/** What the engine's own tables in the destination's database need to keep up with its versions. */
public final class EngineTable {
  public static final int UNKNOWN_COLUMN = 1054;
  private static final int COLUMN_IS_THERE = 1060;

  private EngineTable() {}

  /**
   * Adds columns one by one, for another lane may do the same; a column that already exists is not
   * an error. Not to be called within a transaction: DDL commits.
   */
  public static Future<Void> addColumns(Session session, String table, List<String> columns) {
    Future<Void> done = Future.succeededFuture();
    for (String column : columns) {
      String alter = "ALTER TABLE " + table + " ADD COLUMN " + column;
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
