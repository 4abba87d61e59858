package dev.millrace.sink;

import dev.millrace.model.Count;
import dev.millrace.mysql.EngineTable;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.statement.LedgerSql;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has {@code millrace_ledger} as this version needs it. What alters it is not to be called within a
 * transaction: DDL commits.
 */
final class LedgerTable {
  /** A column that tables of an earlier version may lack, with what CREATE and ALTER say of it. */
  private record Column(String name, String definition) {
    @Override
    public String toString() {
      return name + " " + definition;
    }
  }

  /**
   * Each has a default, for a process of an earlier version may run beside this one and names only
   * the columns that it knows.
   */
  private static final List<Column> LATER =
      Stream.concat(
              Arrays.stream(Count.values())
                  .filter(count -> !count.isOfFirstVersion())
                  .map(count -> new Column(count.column(), "BIGINT NOT NULL DEFAULT 0")),
              Stream.of(
                  new Column(
                      "target", "VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL"),
                  new Column(
                      "document_digest", "VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL")))
          .toList();

  /** Names compare byte for byte; 191 characters keep the key within what old row formats take. */
  static final String CREATE =
      "CREATE TABLE IF NOT EXISTS "
          + LedgerSql.TABLE
          + " ("
          + "job VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,"
          + "topic VARCHAR(249) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,"
          + "`partition` INT NOT NULL,epoch BIGINT NOT NULL,"
          + "start_offset BIGINT NOT NULL,next_offset BIGINT NOT NULL,"
          + Arrays.stream(Count.values())
              .filter(Count::isOfFirstVersion)
              .map(count -> count.column() + " BIGINT NOT NULL,")
              .collect(Collectors.joining())
          + "updated_at DATETIME(3) NOT NULL,"
          + LATER.stream().map(Column::toString).collect(Collectors.joining(","))
          + ",PRIMARY KEY (job,topic,`partition`)) ENGINE=InnoDB";

  /** Fails with {@link EngineTable#UNKNOWN_COLUMN} on a table of an earlier version. */
  private static final String PROBE =
      LATER.stream()
          .map(Column::name)
          .collect(Collectors.joining(",", "SELECT ", " FROM " + LedgerSql.TABLE + " LIMIT 1"));

  private LedgerTable() {}

  /** Makes it, or adds what a table of an earlier version lacks. */
  static Future<Void> ensure(Session session) {
    return session
        .send(PROBE)
        .<Void>mapEmpty()
        .recover(
            failure ->
                switch (ServerErrors.of(failure).number()) {
                  case ServerErrors.NO_SUCH_TABLE -> session.send(CREATE).mapEmpty();
                  case EngineTable.UNKNOWN_COLUMN ->
                      EngineTable.columns(session, LedgerSql.TABLE)
                          .compose(
                              present ->
                                  EngineTable.addColumns(
                                      session, LedgerSql.TABLE, missing(present)));
                  default -> Future.failedFuture(failure);
                });
  }

  /**
   * What an administrator with the privilege can run instead of the engine; empty where nothing is
   * to be done. The table is there.
   */
  static Future<String> migration(Session session) {
    return session
        .send(PROBE)
        .map("")
        .recover(
            failure ->
                ServerErrors.of(failure).number() == EngineTable.UNKNOWN_COLUMN
                    ? EngineTable.columns(session, LedgerSql.TABLE).map(LedgerTable::migration)
                    : Future.failedFuture(failure));
  }

  /** Nothing where another process has added them meanwhile. */
  static String migration(Set<String> present) {
    List<String> missing = missing(present);
    if (missing.isEmpty()) {
      return "";
    }
    return missing.stream()
        .map(column -> " ADD COLUMN " + column)
        .collect(Collectors.joining(",", "ALTER TABLE " + LedgerSql.TABLE, ""));
  }

  private static List<String> missing(Set<String> present) {
    return LATER.stream()
        .filter(column -> !present.contains(column.name()))
        .map(Column::toString)
        .toList();
  }
}
