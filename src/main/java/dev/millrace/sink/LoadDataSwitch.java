package dev.millrace.sink;

import dev.millrace.flow.RowBatch;
import dev.millrace.model.WriteSpec.Mode;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.mysqlwire.Latin1Wire;
import io.vertx.core.Future;
import io.vertx.sqlclient.DatabaseException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether one lane's batches go by {@link LoadSql}. Each new session first loads two rows into a
 * temporary table and reads them back, because a load needs the driver's internals, a server that
 * allows it and a user who may. Where that fails, and after a load whose values the server
 * converted although INSERT took the same rows, the lane goes by INSERT from then on. Where it
 * fails for a reason that may pass, only the session does; the next one tries again. Event loop
 * only.
 */
final class LoadDataSwitch {
  /** A load costs a round trip more, which few rows do not earn back. */
  static final int LEAST_ROWS = 200;

  /** Trials in a row that may break their connection; otherwise this would go on for ever. */
  private static final int MOST_BROKEN = 3;

  private static final Logger LOG = LoggerFactory.getLogger(LoadDataSwitch.class);
  private static final String TABLE = "millrace_load_trial";
  private static final String DROP = "DROP TEMPORARY TABLE IF EXISTS " + TABLE;

  private static final String TEXT = "Zo\u00eb \"q\" \\ (x),\n\uD83D\uDE00";
  private static final byte[] TRIAL_ROWS =
      ("(1,\"Zo\u00eb \\\"q\\\" \\\\ (x),\\n\uD83D\uDE00\",12.50,\"2026-11-22 08:00:00.123\",NULL),"
              + "(-2,\"\",NULL,NULL,\"{\\\"a\\\":[1]}\")")
          .getBytes(StandardCharsets.UTF_8);

  private static final String EXPECTED =
      "SELECT COUNT(*) FROM "
          + TABLE
          + " WHERE (a=1 AND HEX(b)='"
          + HexFormat.of().withUpperCase().formatHex(TEXT.getBytes(StandardCharsets.UTF_8))
          + "' AND c=12.50 AND d='2026-11-22 08:00:00.123' AND e IS NULL)"
          + " OR (a=-2 AND b='' AND c IS NULL AND d IS NULL AND e='{\"a\":[1]}')";

  private static final DatabaseFailure BENT =
      new DatabaseFailure(
          Recovery.PERSON,
          "load-bent",
          0,
          "the loaded rows were not stored as they were sent",
          null,
          null);

  private final SinkConfig config;
  private final LoadSql sql;
  private boolean on;
  private Session passed;
  private Session failed;
  private int broken;

  LoadDataSwitch(SinkConfig config) {
    this.config = config;
    this.on = config.loadCharset() != null;
    this.sql =
        new LoadSql(
            config.spec().write().mode(),
            config.destination().table(),
            config.columns(),
            config.loadCharset());
  }

  /** The statement for this batch on this session, or null where INSERT is the way. */
  Future<String> statement(Session session, RowBatch batch) {
    if (!on || session == failed || batch.rows() < LEAST_ROWS) {
      return Future.succeededFuture();
    }
    String statement = sql.checked(config.spec().write().mode(), batch.rows());
    if (session == passed) {
      return Future.succeededFuture(statement);
    }
    return trial(session)
        .map(
            failure -> {
              broken = 0;
              if (failure == null) {
                passed = session;
                return statement;
              }
              if (failure.mayPass()) {
                failed = session;
              } else {
                off(failure.message());
              }
              return null;
            })
        .onFailure(
            failure -> {
              if (++broken == MOST_BROKEN) {
                off(String.valueOf(failure.getMessage()));
              }
            });
  }

  /** From now on rows go by INSERT. */
  void off(String reason) {
    on = false;
    LOG.info(
        "lane {} writes by INSERT, because LOAD DATA is not available: {}", config.lane(), reason);
  }

  /** What the server said against it, or null; fails where the connection broke. */
  private Future<DatabaseFailure> trial(Session session) {
    String create =
        DROP
            + ";CREATE TEMPORARY TABLE "
            + TABLE
            + " (a BIGINT PRIMARY KEY,b VARCHAR(64) CHARACTER SET utf8mb4,c DECIMAL(12,2),d"
            + " DATETIME(3),e LONGTEXT CHARACTER SET utf8mb4)";
    List<String> columns = List.of("a", "b", "c", "d", "e");
    String load = new LoadSql(Mode.INSERT, TABLE, columns, config.loadCharset()).statement();
    return session
        .send(create)
        .compose(x -> session.load(Latin1Wire.sql(load), TRIAL_ROWS, TRIAL_ROWS.length))
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
