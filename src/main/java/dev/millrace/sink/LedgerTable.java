package dev.millrace.sink;

import dev.millrace.mysql.EngineTable;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.ServerErrors;
import io.vertx.core.Future;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Has {@code millrace_ledger} as this version needs it. Not to be called within a transaction: DDL
 * commits.
 */
final class LedgerTable {
  /**
   * Columns that a table of an earlier version lacks. Each has a default, for a process of that
   * version may run beside this one and names only the columns that it knows.
   */
  static final List<String> LATER =
      List.of(
          "rounded_fields BIGINT NOT NULL DEFAULT 0",
          "target VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL",
          "document_digest VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL");

  /** Fails with {@link EngineTable#UNKNOWN_COLUMN} on a table of an earlier version. */
  static final String PROBE =
      "SELECT rounded_fields,target,document_digest FROM " + LedgerSql.TABLE + " LIMIT 1";

  private LedgerTable() {}

  /** Makes it, or adds what a table of an earlier version lacks. */
  static Future<Void> ensure(Session session) {
    return session
        .send(PROBE)
        .<Void>mapEmpty()
        .recover(
            failure ->
                switch (ServerErrors.of(failure).number()) {
                  case ServerErrors.NO_SUCH_TABLE -> session.send(LedgerSql.CREATE).mapEmpty();
                  case EngineTable.UNKNOWN_COLUMN ->
                      EngineTable.addColumns(session, LedgerSql.TABLE, LATER);
                  default -> Future.failedFuture(failure);
                });
  }

  /** What an administrator with the privilege can run instead of the engine. */
  static String migration() {
    return "ALTER TABLE "
        + LedgerSql.TABLE
        + LATER.stream().map(column -> " ADD COLUMN " + column).collect(Collectors.joining(","));
  }
}
