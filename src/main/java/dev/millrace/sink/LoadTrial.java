package dev.millrace.sink;

import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.mysqlwire.Latin1Wire;
import dev.millrace.mysqlwire.LocalFile;
import dev.millrace.mysqlwire.LocalInfileHandler;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.statement.LoadSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.DatabaseException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether rows can be loaded at all. Each new session first loads two rows into a temporary table
 * and reads them back, because a load needs the driver's internals, a server that allows it and a
 * user who may. Where that fails for a reason that may pass, only the session does without loads;
 * the next one tries again. Event loop only.
 */
final class LoadTrial {
  /** Trials in a row that may break their connection; otherwise this would go on for ever. */
  private static final int MOST_BROKEN = 3;

  private static final String TABLE = "millrace_load_trial";
  private static final String DROP = "DROP TEMPORARY TABLE IF EXISTS " + TABLE;

  private static final String TEXT = "Zo\u00eb \"q\" \\ (x),\n\uD83D\uDE00";
  private static final byte[] TRIAL_ROWS =
      ("(1,\"Zo\u00eb \\\"q\\\" \\\\ (x),\\n\uD83D\uDE00\",12.50,\"2026-11-22 08:00:00.123\",NULL),"
              + "(-2,\"\",NULL,NULL,\"{\\\"a\\\":[1]}\")")
          .getBytes(StandardCharsets.UTF_8);

  private static final LocalFile FILE =
      new LocalFile(LocalInfileHandler.name(0), TRIAL_ROWS, TRIAL_ROWS.length);

  private static final String EXPECTED =
      "SELECT COUNT(*) FROM "
          + TABLE
          + " WHERE (a=1 AND HEX(b)='"
          + HexFormat.of().withUpperCase().formatHex(TEXT.getBytes(StandardCharsets.UTF_8))
          + "' AND c=12.50 AND d='2026-11-22 08:00:00.123' AND e IS NULL)"
          + " OR (a=-2 AND b='' AND c IS NULL AND d IS NULL AND e='{\"a\":[1]}')";

  private static final DatabaseFailure BENT =
      new DatabaseFailure(
          Recovery.NEEDS_OPERATOR,
          "load-altered-values",
          0,
          "the loaded rows were not stored as they were sent",
          null,
          null);

  private final String charset;
  private final Consumer<String> off;
  private Session passed;
  private Session failed;
  private int broken;

  /**
   * @param charset what LOAD DATA calls the rows' character set
   * @param off told why where it will not pass on any session
   */
  LoadTrial(String charset, Consumer<String> off) {
    this.charset = charset;
    this.off = off;
  }

  /** Whether rows can be loaded on this session; fails where the trial broke it. */
  Future<Boolean> passes(Session session) {
    if (session == passed || session == failed) {
      return Future.succeededFuture(session == passed);
    }
    return run(session)
        .map(
            failure -> {
              broken = 0;
              if (failure == null) {
                passed = session;
              } else {
                failed = session;
                if (!failure.mayPass()) {
                  off.accept(failure.message());
                }
              }
              return failure == null;
            })
        .onFailure(
            failure -> {
              if (++broken == MOST_BROKEN) {
                off.accept(String.valueOf(failure.getMessage()));
              }
            });
  }

  /** What the server said against it, or null; fails where the connection broke. */
  private Future<DatabaseFailure> run(Session session) {
    String create =
        DROP
            + ";CREATE TEMPORARY TABLE "
            + TABLE
            + " (a BIGINT PRIMARY KEY,b VARCHAR(64) CHARACTER SET utf8mb4,c DECIMAL(12,2),d"
            + " DATETIME(3),e LONGTEXT CHARACTER SET utf8mb4)";
    List<String> columns = List.of("a", "b", "c", "d", "e");
    String load = new LoadSql(0, Mode.INSERT, TABLE, columns, charset).statement();
    return session
        .send(create)
        .compose(x -> session.load(Latin1Wire.sql(load), List.of(FILE)))
        .compose(x -> session.send(EXPECTED))
        .map(found -> found.iterator().next().getLong(0) == 2 ? null : BENT)
        .compose(verdict -> session.send(DROP).map(verdict))
        .recover(
            failure ->
                failure instanceof DatabaseException
                    ? Future.succeededFuture(ServerErrors.of(failure))
                    : Future.failedFuture(failure));
  }
}
