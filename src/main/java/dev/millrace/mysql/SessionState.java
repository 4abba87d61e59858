package dev.millrace.mysql;

import io.vertx.core.Future;
import io.vertx.sqlclient.DatabaseException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.Locale;

/** What the server's process list says of another session. Event loop only. */
public final class SessionState {
  /** What the process list calls every kind of waiting for a lock but InnoDB's of rows. */
  private static final String LOCK = "waiting for";

  private final Session session;

  public SessionState(Session session) {
    this.session = session;
  }

  /** Null where the server does not say. */
  public Future<String> of(long connectionId) {
    String state =
        "SELECT STATE FROM information_schema.PROCESSLIST WHERE ID="
            + connectionId
            + " AND USER=SUBSTRING_INDEX(USER(),'@',1)";
    return text(state)
        .compose(
            found ->
                found == null || found.toLowerCase(Locale.ROOT).startsWith(LOCK)
                    ? Future.succeededFuture(found)
                    : rowLock(connectionId).map(waits -> waits ? found + ", LOCK WAIT" : found));
  }

  /** InnoDB's own list needs the privilege PROCESS. */
  private Future<Boolean> rowLock(long connectionId) {
    return text("SELECT trx_state FROM information_schema.INNODB_TRX WHERE trx_mysql_thread_id="
            + connectionId)
        .map("LOCK WAIT"::equals);
  }

  private Future<String> text(String sql) {
    return session
        .send(sql)
        .map(SessionState::first)
        .recover(
            failure ->
                failure instanceof DatabaseException
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private static String first(RowSet<Row> rows) {
    for (Row row : rows) {
      Object value = row.getValue(0);
      String text = value == null ? "" : value.toString().strip();
      return text.isEmpty() ? null : text;
    }
    return null;
  }
}
