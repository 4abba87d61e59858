package dev.millrace.sink;

import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.Destination;
import dev.millrace.model.TableSchema;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what {@code information_schema} says of the destination's table. One use each. */
final class SchemaReader {
  private final Session session;
  private final Destination destination;
  private final Set<String> jsonColumns = new HashSet<>();
  private final List<Column> columns = new ArrayList<>();
  private final List<String> keyMarked = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Map<String, List<String>> uniqueKeys = new LinkedHashMap<>();
  private String engine = "unknown";
  private boolean transactional;

  SchemaReader(Session session, Destination destination) {
    this.session = session;
    this.destination = destination;
  }

  Future<Inspection> inspect() {
    return readColumns()
        .compose(x -> columns.isEmpty() && unreadable.isEmpty() ? none() : readRest())
        .map(
            table ->
                new Inspection(
                    session.facts().version(),
                    session.facts().maxAllowedPacketBytes(),
                    table,
                    List.copyOf(uniqueKeys.values()),
                    unreadable));
  }

  private static Future<Optional<TableSchema>> none() {
    return Future.succeededFuture(Optional.empty());
  }

  private Future<Optional<TableSchema>> readRest() {
    return readKeys()
        .compose(x -> readEngine())
        .map(
            x ->
                Optional.of(
                    new TableSchema(
                        destination.database(),
                        destination.table(),
                        engine,
                        transactional,
                        columns,
                        uniqueKeys.getOrDefault("PRIMARY", keyMarked))));
  }

  private Future<Void> readColumns() {
    return readJsonChecks()
        .compose(
            x ->
                session.send(
                    "SELECT COLUMN_NAME,COLUMN_TYPE,DATA_TYPE,IS_NULLABLE,COLUMN_DEFAULT,"
                        + "CHARACTER_SET_NAME,EXTRA,COLUMN_KEY FROM information_schema.COLUMNS"
                        + where()
                        + " ORDER BY ORDINAL_POSITION",
                    AnswerBounds.SCHEMA))
        .map(this::columns);
  }

  /** MariaDB has no JSON type: it makes a LONGTEXT and a check of the same name as the column. */
  private Future<Void> readJsonChecks() {
    if (!session.facts().isMariaDb() || !destination.dialect().hasTransactions()) {
      return Future.succeededFuture();
    }
    return session
        .send(
            "SELECT CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA="
                + Sql.text(destination.database())
                + " AND TABLE_NAME="
                + Sql.text(destination.table()),
            AnswerBounds.SCHEMA)
        .map(
            rows -> {
              for (Row row : rows) {
                String clause = text(row, 0);
                String name = clause.replaceFirst("(?is)^\\s*json_valid\\(`(.*)`\\)\\s*$", "$1");
                if (!name.equals(clause)) {
                  jsonColumns.add(name.replace("``", "`"));
                }
              }
              return null;
            });
  }

  private Void columns(RowSet<Row> rows) {
    for (Row row : rows) {
      String name = text(row, 0);
      ColumnType type =
          jsonColumns.contains(name)
              ? ColumnType.of(ColumnType.Base.JSON)
              : ServerTypes.read(destination.dialect(), text(row, 1), text(row, 2));
      if (type == null) {
        unreadable.add(name + " " + text(row, 1));
        continue;
      }
      String fallback = text(row, 4);
      String extra = String.valueOf(text(row, 6)).toUpperCase(Locale.ROOT);
      boolean generated = extra.replace("DEFAULT_GENERATED", "").contains("GENERATED");
      boolean autoIncrement = extra.contains("AUTO_INCREMENT");
      boolean hasDefault =
          generated
              || autoIncrement
              || extra.contains("DEFAULT_GENERATED")
              || (fallback != null && !fallback.equals("NULL"));
      boolean nullable = "YES".equalsIgnoreCase(text(row, 3));
      columns.add(
          new Column(name, type, nullable, hasDefault, generated, autoIncrement, text(row, 5)));
      if ("PRI".equalsIgnoreCase(text(row, 7))) {
        keyMarked.add(name);
      }
    }
    return null;
  }

  private Future<Void> readKeys() {
    return session
        .send(
            "SELECT INDEX_NAME,COLUMN_NAME FROM information_schema.STATISTICS"
                + where()
                + " AND NON_UNIQUE=0 ORDER BY INDEX_NAME,SEQ_IN_INDEX",
            AnswerBounds.SCHEMA)
        .map(
            rows -> {
              for (Row row : rows) {
                uniqueKeys
                    .computeIfAbsent(text(row, 0), name -> new ArrayList<>())
                    .add(text(row, 1));
              }
              if (uniqueKeys.isEmpty() && !keyMarked.isEmpty()) {
                uniqueKeys.put("PRIMARY", keyMarked);
              }
              return null;
            });
  }

  private Future<Void> readEngine() {
    if (!destination.dialect().hasTransactions()) {
      engine = destination.dialect().label();
      return Future.succeededFuture();
    }
    return session
        .send(
            "SELECT e.ENGINE,e.TRANSACTIONS FROM information_schema.TABLES t"
                + " JOIN information_schema.ENGINES e ON e.ENGINE=t.ENGINE"
                + where().replace("TABLE_", "t.TABLE_"))
        .map(
            rows -> {
              for (Row row : rows) {
                engine = text(row, 0);
                transactional = "YES".equalsIgnoreCase(text(row, 1));
              }
              return null;
            });
  }

  private String where() {
    return " WHERE TABLE_SCHEMA="
        + Sql.text(destination.database())
        + " AND TABLE_NAME="
        + Sql.text(destination.table());
  }

  /** MySQL 8 gives some of these columns as blobs. */
  private static String text(Row row, int column) {
    Object value = row.getValue(column);
    return value == null ? null : value.toString();
  }
}
