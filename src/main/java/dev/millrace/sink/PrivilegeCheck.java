package dev.millrace.sink;

import dev.millrace.dialect.Feature;
import dev.millrace.error.FieldError;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.Sql;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.schema.InspectedTable;
import dev.millrace.spec.TableSpec;
import dev.millrace.statement.InsertSql;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.QuarantineSql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks the server whether it would let the user do what the job needs, by EXPLAIN of the very
 * statements: it checks privileges, those given by roles and on columns too, and does nothing. For
 * CREATE, which cannot be explained, by a statement that is invalid on purpose and rejected only
 * after the privilege was checked.
 */
final class PrivilegeCheck {
  private static final Set<Integer> DENIED = Set.of(1044, 1142, 1143, 1227, 1370);

  private static final String USER = "/destination/user";

  private final Session session;
  private final String user;
  private final List<FieldError> faults = new ArrayList<>();

  /**
   * @param user whose privileges they are, for sentences
   */
  PrivilegeCheck(Session session, String user) {
    this.session = session;
    this.user = user;
  }

  /**
   * @param ledger whether rows move with the ledger
   * @param quarantine whether records may be set aside
   */
  Future<List<FieldError>> faults(List<InspectedTable> tables, boolean ledger, boolean quarantine) {
    if (!session.dialect().can(Feature.EXPLAIN_WRITES)) {
      // EXPLAIN of a write is nothing that AnalyticDB promises.
      return Future.succeededFuture(faults);
    }
    Future<Void> asked = Future.succeededFuture();
    for (InspectedTable table : tables) {
      asked = asked.compose(x -> table(table));
    }
    return asked
        .compose(x -> ledger ? ledger() : Future.succeededFuture())
        .compose(x -> quarantine ? quarantine() : Future.succeededFuture())
        .map(x -> faults);
  }

  private Future<Void> table(InspectedTable table) {
    Future<Void> made =
        table.isMissing() ? create(Sql.name(table.job().spec().table()), USER) : done();
    return made.compose(
            x -> table.columns().isEmpty() ? done() : ask(write(table), USER).mapEmpty())
        .compose(x -> deletes(table) ? ask(delete(table), USER).mapEmpty() : done());
  }

  private static Future<Void> done() {
    return Future.succeededFuture();
  }

  /** Of the columns that are there; without any there is no such statement. */
  private String write(InspectedTable table) {
    TableSpec spec = table.job().spec();
    List<String> columns = table.columns();
    InsertSql insert =
        new InsertSql(
                table.job().to().dialect(), spec.write().mode(), spec.table(), columns, List.of())
            .to(session.facts());
    return "EXPLAIN "
        + insert.text("(" + String.join(",", Collections.nCopies(columns.size(), "NULL")) + ")");
  }

  /** Of a table that is not there yet nothing can be asked but whether it may be made. */
  private static boolean deletes(InspectedTable table) {
    return table.job().spec().deletes() && !table.isMissing() && !table.keyColumns().isEmpty();
  }

  /** In a delete's own form, with a key that no row has. */
  private static String delete(InspectedTable table) {
    return "EXPLAIN DELETE FROM "
        + Sql.name(table.job().spec().table())
        + " WHERE "
        + table.keyColumns().stream()
            .map(key -> Sql.name(key) + "=NULL")
            .collect(Collectors.joining(" AND "));
  }

  private Future<Void> ledger() {
    return ask("SELECT job FROM " + LedgerSql.TABLE + " LIMIT 1", USER)
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
    String pointer = USER;
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
                        .compose(x -> isEarlierQuarantine())
                        .compose(earlier -> earlier ? alter(pointer) : done())
                    : create(QuarantineSql.TABLE, pointer));
  }

  /** Who may not look at it was told so before. */
  private Future<Boolean> isEarlierQuarantine() {
    return QuarantineTable.isEarlier(session)
        .recover(
            failure ->
                ServerErrors.of(failure).number() == 0
                    ? Future.failedFuture(failure)
                    : Future.succeededFuture(false));
  }

  /** As of the ledger: one that is there already cannot be added. */
  private Future<Void> alter(String pointer) {
    return ask(
            "ALTER TABLE " + QuarantineSql.TABLE + " ADD COLUMN job INT",
            pointer,
            "; "
                + QuarantineSql.TABLE
                + " was made by an earlier version and needs columns: grant ALTER on it")
        .mapEmpty();
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
                            + user
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
