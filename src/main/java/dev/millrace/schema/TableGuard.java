package dev.millrace.schema;

import dev.millrace.dialect.Feature;
import dev.millrace.model.Column;
import dev.millrace.model.TableChecksum;
import dev.millrace.model.TableSchema;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.Sql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Whether the table is still the one whose columns the rows were made for. Text that was made for
 * another type may be taken and mean something else (a DATETIME's for a TIMESTAMP, UTF-8 for a
 * column that became latin1), and a table that lost its transactions cannot take back what a
 * transaction wrote; the server finds neither wrong.
 *
 * <p>So the batch's own transaction asks, after a statement that holds the table's metadata lock
 * and before the rows: from there to the commit the table cannot be altered. Two statements more in
 * the batch's packet, no round trip. Immutable.
 */
public final class TableGuard {
  /** Of one row of {@code information_schema.COLUMNS}. */
  static final String COLUMN_SUM =
      "CRC32(CONCAT_WS(',',ORDINAL_POSITION,COLUMN_NAME,COLUMN_TYPE,IS_NULLABLE,"
          + "CHARACTER_SET_NAME,COLLATION_NAME,COLUMN_KEY,EXTRA,COLUMN_DEFAULT))";

  /** Of one row of {@code information_schema.STATISTICS}. */
  static final String KEY_SUM = "CRC32(CONCAT_WS(',',INDEX_NAME,SEQ_IN_INDEX,COLUMN_NAME))";

  /** Of one row of {@code information_schema.CHECK_CONSTRAINTS}. */
  static final String CHECK_SUM = "CRC32(CHECK_CLAUSE)";

  private final String database;
  private final String table;
  private final TableChecksum expected;
  private final String lock;
  private final String condition;

  private TableGuard(String database, String table, TableChecksum expected, List<String> columns) {
    this.database = database;
    this.table = table;
    this.expected = expected;
    // It adds no row, and needs no privilege that the batch does not need.
    lock =
        "INSERT INTO "
            + Sql.name(table)
            + " ("
            + Sql.names(columns)
            + ") SELECT "
            + String.join(",", Collections.nCopies(columns.size(), "NULL"))
            + " FROM DUAL WHERE FALSE";
    String where = where(database, table);
    condition =
        "(SELECT CONCAT_WS(' ',COUNT(*),SUM("
            + COLUMN_SUM
            + ")) FROM information_schema.COLUMNS"
            + where
            + ")<>'"
            + expected.columns()
            + ' '
            + expected.columnSum()
            + "' OR NOT ((SELECT ENGINE FROM information_schema.TABLES"
            + where
            + ")<=>"
            + Sql.text(expected.engine())
            + ")";
  }

  /** Empty where the server's tables have no checksum. */
  public static Optional<TableGuard> of(
      String database, String table, TableSchema schema, List<String> columns) {
    return Optional.ofNullable(schema.checksum())
        .map(sum -> new TableGuard(database, table, sum, withRequired(schema, columns)));
  }

  /** MariaDB asks for required columns that a trigger fills too, though not for rows of VALUES. */
  private static List<String> withRequired(TableSchema table, List<String> columns) {
    List<String> all = new ArrayList<>(columns);
    for (Column column : table.columns()) {
      if (!column.nullable()
          && !column.hasDefault()
          && all.stream().noneMatch(column.name()::equalsIgnoreCase)) {
        all.add(column.name());
      }
    }
    return all;
  }

  public String table() {
    return table;
  }

  /** A statement that adds nothing; from it to the transaction's end nobody can alter the table. */
  public String lock() {
    return lock;
  }

  /** True, under {@link #lock}, where the table's columns or its engine are not as expected. */
  public String isChanged() {
    return condition;
  }

  /** Whether the table is there and another one by now; a little less cheap, and sees more. */
  public Future<Boolean> isChanged(Session session) {
    return read(session, database, table).map(now -> now.hasTable() && !now.equals(expected));
  }

  /** The table's checksum as it is now. */
  public static Future<TableChecksum> read(Session session, String database, String table) {
    String where = where(database, table);
    String checks =
        session.dialect().can(Feature.CHECKS_BY_TABLE)
            ? "+(SELECT COALESCE(SUM("
                + CHECK_SUM
                + "),0) FROM information_schema.CHECK_CONSTRAINTS"
                + where(database, table, "CONSTRAINT_SCHEMA", "TABLE_NAME")
                + ")"
            : "";
    return session
        .send(
            "SELECT COUNT(*),COALESCE(SUM("
                + COLUMN_SUM
                + "),0),(SELECT ENGINE FROM information_schema.TABLES"
                + where
                + "),(SELECT COALESCE(SUM("
                + KEY_SUM
                + "),0) FROM information_schema.STATISTICS"
                + where
                + " AND NON_UNIQUE=0)"
                + checks
                + " FROM information_schema.COLUMNS"
                + where)
        .map(TableGuard::checksum);
  }

  private static TableChecksum checksum(RowSet<Row> rows) {
    Row row = rows.iterator().next();
    return new TableChecksum(number(row, 0), number(row, 1), text(row.getValue(2)), number(row, 3));
  }

  /** Sums come as DECIMAL. */
  static long number(Row row, int column) {
    return ((Number) row.getValue(column)).longValue();
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /** The condition that finds the table in {@code information_schema}. */
  public static String where(String database, String table) {
    return where(database, table, "TABLE_SCHEMA", "TABLE_NAME");
  }

  /** The same where the columns that name it are called otherwise. */
  public static String where(
      String database, String table, String schemaColumn, String tableColumn) {
    return " WHERE "
        + schemaColumn
        + "="
        + Sql.text(database)
        + " AND "
        + tableColumn
        + "="
        + Sql.text(table);
  }
}
