package dev.millrace.mysql;

import dev.millrace.mysqlerror.ServerErrors;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the engine's own tables in the destination's database need to keep up with its versions. */
public final class EngineTable {
  public static final int UNKNOWN_COLUMN = 1054;
  private static final int COLUMN_IS_THERE = 1060;

  private EngineTable() {}

  /** The names of the columns that it has, in small letters. */
  public static Future<Set<String>> columns(Session session, String table) {
    return session
        .send("SHOW COLUMNS FROM " + table)
        .map(
            rows -> {
              Set<String> names = new HashSet<>();
              rows.forEach(row -> names.add(row.getString(0).toLowerCase(Locale.ROOT)));
              return names;
            });
  }

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
