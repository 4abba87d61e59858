package dev.millrace.schema;

import dev.millrace.dialect.Feature;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.Sql;
import dev.millrace.schema.KeyComparison.BlindColumn;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Asks a server how it compares texts in keys. What a collation ignores is found by having the
 * server compare, not by its name: names are many, and their endings do not tell of blanks.
 */
public final class KeyComparisonReader {
  /**
   * Collations that compare every character as it is, best first. The first two also compare blanks
   * at the end (MariaDB from 10.2, MySQL from 8.0.17, TiDB from 7.4); the last is all that older
   * servers have, and pads.
   */
  private static final List<String> EXACT =
      List.of("utf8mb4_nopad_bin", "utf8mb4_0900_bin", "utf8mb4_bin");

  private static final String PADDED = "utf8mb4_bin";

  /** Names come from the server and go back to it unquoted. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

  private final Session session;
  private final String database;
  private final String table;

  public KeyComparisonReader(Session session, String database, String table) {
    this.session = session;
    this.database = database;
    this.table = table;
  }

  Future<KeyComparison> read() {
    if (!session.dialect().can(Feature.COLLATIONS)) {
      return Future.succeededFuture(KeyComparison.UNKNOWN);
    }
    return exact()
        .compose(
            exact -> blind().map(blind -> new KeyComparison(exact, PADDED.equals(exact), blind)));
  }

  /** The collation for keys of created tables, or null where the server has none of them. */
  public Future<String> exact() {
    if (!session.dialect().can(Feature.COLLATIONS)) {
      return Future.succeededFuture();
    }
    return session
        .send(
            "SELECT COLLATION_NAME FROM information_schema.COLLATIONS WHERE COLLATION_NAME IN ('"
                + String.join("','", EXACT)
                + "')")
        .map(
            rows -> {
              Set<String> there = new HashSet<>();
              rows.forEach(row -> there.add(text(row, 0).toLowerCase(Locale.ROOT)));
              return EXACT.stream().filter(there::contains).findFirst().orElse(null);
            });
  }

  /** A text column in a unique key, before its collation was tried. */
  private record KeyColumn(
      String key,
      String column,
      String charset,
      String collation,
      boolean dropsBlanks,
      int prefix) {
    boolean canBeTried() {
      return NAME.matcher(charset).matches() && NAME.matcher(collation).matches();
    }
  }

  private Future<List<BlindColumn>> blind() {
    return session
        .send(
            "SELECT s.INDEX_NAME,c.COLUMN_NAME,c.CHARACTER_SET_NAME,c.COLLATION_NAME,c.DATA_TYPE,"
                + "s.SUB_PART FROM information_schema.STATISTICS s"
                + " JOIN information_schema.COLUMNS c ON c.TABLE_SCHEMA=s.TABLE_SCHEMA"
                + " AND c.TABLE_NAME=s.TABLE_NAME AND c.COLUMN_NAME=s.COLUMN_NAME"
                + " WHERE s.NON_UNIQUE=0 AND c.COLLATION_NAME IS NOT NULL AND s.TABLE_SCHEMA="
                + Sql.text(database)
                + " AND s.TABLE_NAME="
                + Sql.text(table)
                + " ORDER BY s.INDEX_NAME,s.SEQ_IN_INDEX")
        .map(KeyComparisonReader::keyColumns)
        .compose(this::tried);
  }

  private static List<KeyColumn> keyColumns(RowSet<Row> rows) {
    List<KeyColumn> columns = new ArrayList<>();
    for (Row row : rows) {
      String type = text(row, 4).toLowerCase(Locale.ROOT);
      if (type.equals("enum") || type.equals("set")) {
        continue; // their values are members, told apart before they are compared
      }
      String prefix = text(row, 5);
      KeyColumn column =
          new KeyColumn(
              text(row, 0),
              text(row, 1),
              text(row, 2),
              text(row, 3),
              type.equals("char"),
              prefix == null ? 0 : Integer.parseInt(prefix));
      if (column.canBeTried()) {
        columns.add(column);
      }
    }
    return columns;
  }

  private Future<List<BlindColumn>> tried(List<KeyColumn> columns) {
    Map<String, Integer> places = new LinkedHashMap<>();
    StringBuilder select = new StringBuilder();
    for (KeyColumn column : columns) {
      if (places.putIfAbsent(column.collation(), places.size() * 3) == null) {
        select
            .append(select.isEmpty() ? "SELECT " : ",")
            .append(isSame(column, "0x41"))
            .append(',')
            .append(isSame(column, "0xC3A1"))
            .append(',')
            .append(isSame(column, "0x6120"));
      }
    }
    if (columns.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return session
        .send(select.toString())
        .map(
            answer -> {
              Row row = answer.iterator().next();
              return columns.stream()
                  .map(column -> judged(column, row, places.get(column.collation())))
                  .filter(BlindColumn::isBlind)
                  .toList();
            });
  }

  /** Whether the column's collation takes {@code a} and this text, given in UTF-8, for the same. */
  private static String isSame(KeyColumn column, String other) {
    return "CONVERT(_utf8mb4 0x61 USING %1$s) COLLATE %2$s=CONVERT(_utf8mb4 %3$s USING %1$s) COLLATE %2$s"
        .formatted(column.charset(), column.collation(), other);
  }

  private static BlindColumn judged(KeyColumn column, Row row, int place) {
    return new BlindColumn(
        column.key(),
        column.column(),
        column.collation(),
        isTrue(row, place),
        isTrue(row, place + 1),
        column.dropsBlanks() || isTrue(row, place + 2),
        column.prefix());
  }

  private static boolean isTrue(Row row, int column) {
    return "1".equals(text(row, column));
  }

  private static String text(Row row, int column) {
    Object value = row.getValue(column);
    return value == null ? null : value.toString();
  }
}
