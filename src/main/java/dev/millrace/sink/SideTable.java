package dev.millrace.sink;

import io.vertx.core.Future;

/** A table of the engine's own in the destination's database, made when it is first needed. */
final class SideTable {
  private SideTable() {}

  /**
   * Makes the table unless it is there. Asks first, so that a user who may not create tables can
   * still use one that somebody made for him. Not to be called within a transaction: DDL commits.
   */
  static Future<Void> ensure(Session session, String table, String create) {
    return session
        .send("SELECT 1 FROM " + table + " LIMIT 1")
        .<Void>mapEmpty()
        .recover(
            failure ->
                ServerErrors.of(failure).number() == ServerErrors.NO_SUCH_TABLE
                    ? session.send(create).mapEmpty()
                    : Future.failedFuture(failure));
  }
}
