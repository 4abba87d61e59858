package dev.millrace.sink;

import dev.millrace.dialect.Feature;
import dev.millrace.error.FieldError;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.Sql;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.Policy;
import dev.millrace.statement.InsertSql;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.QuarantineSql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Asks the server whether it would let the user do what the job needs, by EXPLAIN of the very
 * statements: it checks privileges, those given by roles and on columns too, and does nothing. For
 * CREATE, which cannot be explained, by a statement that is invalid on purpose and rejected only
 * after the privilege was checked.
 */
final class PrivilegeCheck {
  private static final Set<Integer> DENIED = Set.of(1044, 1142, 1143, 1227, 1370);

  private final Session session;
  private final Destination destination;
  private final JobSpec spec;
  private final List<String> columns;
  private final List<FieldError> faults = new ArrayList<>();

  PrivilegeCheck(Session session, Destination destination, JobSpec spec, List<String> columns) {
    this.session = session;
    this.destination = destination;
    this.spec = spec;
    this.columns = columns;
  }

  Future<List<FieldError>> faults(boolean tablePresent) {
    if (!session.dialect().can(Feature.EXPLAIN_WRITES)) {
      // EXPLAIN of a write is nothing that AnalyticDB promises.
      return Future.succeededFuture(faults);
    }
    String user = "/destination/user";
    return (tablePresent ? Future.succeededFuture() : create(Sql.name(destination.table()), user))
        .compose(x -> columns.isEmpty() ? Future.succeededFuture(true) : ask(write(), user))
        .compose(x -> spec.exactlyOnce() ? ledger() : Future.succeededFuture())
        .compose(x -> quarantines() ? quarantine() : Future.succeededFuture())
        .map(x -> faults);
  }

  /** Of the columns that are there; without any there is no such statement. */
  private String write() {
    InsertSql insert =
        new InsertSql(
                destination.dialect(), spec.write().mode(), destination.table(), columns, List.of())
            .to(session.facts());
    return "EXPLAIN "
        + insert.text("(" + String.join(",", Collections.nCopies(columns.size(), "NULL")) + ")");
  }

  private boolean quarantines() {
    return spec.dirtyData() == Policy.QUARANTINE
        || spec.malformed() == Policy.QUARANTINE
        || spec.refused() == Policy.QUARANTINE;
  }

  private Future<Void> ledger() {
    return ask("SELECT job FROM " + LedgerSql.TABLE + " LIMIT 1", "/destination/user")
        .compose(
            present ->
                present
                    ? ask(
                            "EXPLAIN INSERT INTO "
                                + LedgerSql.TABLE
                                + " (job) VALUES ('')"
                                + " ON DUPLICATE KEY UPDATE epoch=epoch+1",
                            "/write/delivery")
                        .compose(
                            x ->
                                ask(
                                    "EXPLAIN DELETE FROM " + LedgerSql.TABLE + " WHERE job=''",
                                    "/write/delivery"))
                        .compose(x -> migration())
                    : create(LedgerSql.TABLE, "/write/delivery"));
  }

  /**
   * A ledger of an earlier version gets columns; one that is there already cannot be added, and who
   * may not alter the table is told so first.
   */
  private Future<Void> migration() {
    return LedgerTable.migration(session)
        .recover(failure -> Future.succeededFuture(""))
        .compose(
            statement ->
                statement.isEmpty()
                    ? Future.succeededFuture()
                    : ask(
                            "ALTER TABLE " + LedgerSql.TABLE + " ADD COLUMN job INT",
                            "/write/delivery",
                            "; "
                                + LedgerSql.TABLE
                                + " was made by an earlier version and needs columns: grant ALTER"
                                + " on it, or run this once: "
                                + statement)
                        .mapEmpty());
  }

  private Future<Void> quarantine() {
    String pointer = "/destination/user";
    return ask("SELECT job FROM " + QuarantineSql.TABLE + " LIMIT 1", pointer)
        .compose(
            present ->
                present
                    ? ask(
                            "EXPLAIN REPLACE INTO " + QuarantineSql.TABLE + " (job) VALUES ('')",
                            pointer)
                        .compose(
                            x ->
                                ask(
                                    "EXPLAIN UPDATE "
                                        + QuarantineSql.TABLE
                                        + " SET reason='' WHERE job=''",
                                    pointer))
                        .mapEmpty()
                    : create(QuarantineSql.TABLE, pointer));
  }

  /** A table with the same column twice cannot be made; who may not make any is told so first. */
  private Future<Void> create(String table, String pointer) {
    return ask("CREATE TABLE " + table + " (a INT,a INT)", pointer).mapEmpty();
  }

  /** Whether the server did not object; an objection about privileges becomes a fault. */
  private Future<Boolean> ask(String sql, String pointer) {
    return ask(sql, pointer, "");
  }

  private Future<Boolean> ask(String sql, String pointer, String remedy) {
    return session
        .send(sql)
        .map(true)
        .recover(
            failure -> {
              DatabaseFailure databaseFailure = ServerErrors.of(failure);
              if (DENIED.contains(databaseFailure.number())) {
                faults.add(
                    new FieldError(
                        pointer,
                        "user '"
                            + destination.user()
                            + "' lacks a privilege: "
                            + databaseFailure.message()
                            + remedy));
                return Future.succeededFuture(true);
              }
              return databaseFailure.number() == 0
                  ? Future.failedFuture(failure)
                  : Future.succeededFuture(false);
            });
  }
}
