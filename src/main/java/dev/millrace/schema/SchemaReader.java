package dev.millrace.schema;

import dev.millrace.dialect.Feature;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.TableChecksum;
import dev.millrace.model.TableSchema;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlwire.AnswerBounds;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
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

/** Reads what {@code information_schema} says of a table. One use each. */
public final class SchemaReader {
  private final Session session;
  private final Dialect dialect;
  private final String database;
  private final String tableName;
  private final Set<String> jsonColumns = new HashSet<>();
  private final List<Column> columns = new ArrayList<>();
  private final List<String> keyMarked = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Map<String, List<String>> uniqueKeys = new LinkedHashMap<>();
  private final List<String> required = new ArrayList<>();
  private final Map<String, String> invalidDefaults = new LinkedHashMap<>();
  private final List<String> deleteTriggers = new ArrayList<>();
  private final List<String> updateTriggers = new ArrayList<>();
  private final List<String> cascades = new ArrayList<>();
  private final List<String> insertTriggers = new ArrayList<>();
  private String engine = "unknown";
  private String tableType = "BASE TABLE";
  private boolean transactional;
  private String demandsPrimaryKey;
  private long columnCount;
  private long columnSum;
  private long keySum;

  public SchemaReader(Session session, Destination destination, String table) {
    this.session = session;
    this.dialect = destination.dialect();
    this.database = destination.database();
    this.tableName = table;
  }

  public Future<TableInspection> inspect() {
    return readColumns()
        .compose(x -> columnCount == 0 ? none() : readRest())
        .compose(table -> readDemands().map(table))
        .compose(
            table ->
                new KeyComparisonReader(session, database, tableName)
                    .read()
                    .map(comparison -> inspection(table, comparison)));
  }

  private TableInspection inspection(Optional<TableSchema> table, KeyComparison comparison) {
    return new TableInspection(
        session.facts().version(),
        session.facts().maxAllowedPacketBytes(),
        table,
        List.copyOf(uniqueKeys.values()),
        unreadable,
        new TableInspection.Details(
            tableType,
            required,
            invalidDefaults,
            deleteTriggers,
            updateTriggers,
            cascades,
            insertTriggers,
            demandsPrimaryKey),
        comparison);
  }

  private static Future<Optional<TableSchema>> none() {
    return Future.succeededFuture(Optional.empty());
  }

  private Future<Optional<TableSchema>> readRest() {
    return readKeys()
        .compose(x -> readEngine())
        .compose(x -> readTriggers())
        .compose(x -> readCascades())
        .map(
            x ->
                Optional.of(
                    new TableSchema(
                        database,
                        tableName,
                        engine,
                        transactional,
                        columns,
                        uniqueKeys.getOrDefault("PRIMARY", keyMarked),
                        uniqueKeys,
                        !insertTriggers.isEmpty(),
                        hasDetails()
                            ? new TableChecksum(
                                columnCount, columnSum, isView() ? null : engine, keySum)
                            : null)));
  }

  private boolean hasDetails() {
    return session.dialect().can(Feature.SCHEMA_DETAILS);
  }

  private boolean isView() {
    return tableType.contains("VIEW");
  }

  private Future<Void> readColumns() {
    return readChecks()
        .compose(
            x ->
                session.send(
                    "SELECT COLUMN_NAME,COLUMN_TYPE,DATA_TYPE,IS_NULLABLE,COLUMN_DEFAULT,"
                        + "CHARACTER_SET_NAME,EXTRA,COLUMN_KEY,"
                        + (hasDetails() ? TableGuard.COLUMN_SUM : "0")
                        + " FROM information_schema.COLUMNS"
                        + where()
                        + " ORDER BY ORDINAL_POSITION",
                    AnswerBounds.SCHEMA))
        .map(this::columns);
  }

  /** MariaDB has no JSON type: it makes a LONGTEXT and a check of the same name as the column. */
  private Future<Void> readChecks() {
    if (!session.dialect().can(Feature.CHECKS_BY_TABLE)) {
      return Future.succeededFuture();
    }
    return session
        .send(
            "SELECT CHECK_CLAUSE,"
                + TableGuard.CHECK_SUM
                + " FROM information_schema.CHECK_CONSTRAINTS"
                + TableGuard.where(database, tableName, "CONSTRAINT_SCHEMA", "TABLE_NAME"),
            AnswerBounds.SCHEMA)
        .map(
            rows -> {
              for (Row row : rows) {
                String clause = text(row, 0);
                keySum += TableGuard.number(row, 1);
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
      columnCount++;
      columnSum += TableGuard.number(row, 8);
      ColumnType type =
          jsonColumns.contains(name)
              ? ColumnType.of(ColumnType.Base.JSON)
              : session.dialect().read(text(row, 1), text(row, 2));
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
      if (type == null) {
        unreadable.add(name + " " + text(row, 1));
        if (!nullable && !hasDefault) {
          required.add(name);
        }
        continue;
      }
      if (!generated && isInvalid(type, fallback)) {
        invalidDefaults.put(name, fallback);
      }
      columns.add(
          new Column(name, type, nullable, hasDefault, generated, autoIncrement, text(row, 5)));
      if ("PRI".equalsIgnoreCase(text(row, 7))) {
        keyMarked.add(name);
      }
    }
    return null;
  }

  /** Whether strict mode refuses the default: zero dates, which sessions without it could set. */
  private static boolean isInvalid(ColumnType type, String fallback) {
    return switch (type.base()) {
      case DATE, DATETIME, TIMESTAMP ->
          fallback != null && fallback.matches("'?(\\d{4}-00-.*|\\d{4}-\\d\\d-00.*)");
      default -> false;
    };
  }

  private Future<Void> readKeys() {
    return session
        .send(
            "SELECT INDEX_NAME,COLUMN_NAME,"
                + (hasDetails() ? TableGuard.KEY_SUM : "0")
                + " FROM information_schema.STATISTICS"
                + where()
                + " AND NON_UNIQUE=0 ORDER BY INDEX_NAME,SEQ_IN_INDEX",
            AnswerBounds.SCHEMA)
        .map(
            rows -> {
              for (Row row : rows) {
                keySum += TableGuard.number(row, 2);
                // A key on an expression names no column.
                uniqueKeys
                    .computeIfAbsent(text(row, 0), name -> new ArrayList<>())
                    .add(row.getValue(1) == null ? "(expression)" : text(row, 1));
              }
              if (uniqueKeys.isEmpty() && !keyMarked.isEmpty()) {
                uniqueKeys.put("PRIMARY", keyMarked);
              }
              return null;
            });
  }

  private Future<Void> readEngine() {
    if (!hasDetails()) {
      engine = dialect.label();
      return Future.succeededFuture();
    }
    return session
        .send(
            "SELECT t.TABLE_TYPE,t.ENGINE,e.TRANSACTIONS FROM information_schema.TABLES t"
                + " LEFT JOIN information_schema.ENGINES e ON e.ENGINE=t.ENGINE"
                + TableGuard.where(database, tableName, "t.TABLE_SCHEMA", "t.TABLE_NAME"))
        .map(
            rows -> {
              for (Row row : rows) {
                tableType = String.valueOf(text(row, 0));
                engine = row.getValue(1) == null ? "unknown" : text(row, 1);
                transactional = "YES".equalsIgnoreCase(text(row, 2));
              }
              return null;
            });
  }

  /** Only those are seen on whose table the user has the privilege TRIGGER. */
  private Future<Void> readTriggers() {
    if (!hasDetails()) {
      return Future.succeededFuture();
    }
    return session
        .send(
            "SELECT TRIGGER_NAME,ACTION_TIMING,EVENT_MANIPULATION,ACTION_STATEMENT"
                + " FROM information_schema.TRIGGERS"
                + TableGuard.where(
                    database, tableName, "EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE"),
            AnswerBounds.SCHEMA)
        .map(
            rows -> {
              for (Row row : rows) {
                if ("DELETE".equalsIgnoreCase(text(row, 2))) {
                  deleteTriggers.add(text(row, 0));
                } else if ("UPDATE".equalsIgnoreCase(text(row, 2))) {
                  updateTriggers.add(text(row, 0));
                } else if ("INSERT".equalsIgnoreCase(text(row, 2))
                    && "BEFORE".equalsIgnoreCase(text(row, 1))) {
                  insertTriggers.add(text(row, 3));
                }
              }
              return null;
            });
  }

  /**
   * Of children in the same database: MariaDB opens every table of those that are asked for. Only
   * those are seen on which the user has a privilege.
   */
  private Future<Void> readCascades() {
    if (!hasDetails()) {
      return Future.succeededFuture();
    }
    return session
        .send(
            "SELECT TABLE_NAME,DELETE_RULE FROM information_schema.REFERENTIAL_CONSTRAINTS"
                + TableGuard.where(
                    database, tableName, "CONSTRAINT_SCHEMA", "REFERENCED_TABLE_NAME")
                + " AND DELETE_RULE IN ('CASCADE','SET NULL','SET DEFAULT')",
            AnswerBounds.SCHEMA)
        .map(
            rows -> {
              for (Row row : rows) {
                cascades.add(TableTriggers.cascade(text(row, 0), text(row, 1)));
              }
              return null;
            });
  }

  /** What the server wants of tables that are made. */
  private Future<Void> readDemands() {
    if (!hasDetails()) {
      return Future.succeededFuture();
    }
    return session
        .send(
            "SHOW VARIABLES WHERE Variable_name IN"
                + " ('innodb_force_primary_key','sql_require_primary_key')")
        .map(
            rows -> {
              for (Row row : rows) {
                if ("ON".equalsIgnoreCase(text(row, 1))) {
                  demandsPrimaryKey = text(row, 0);
                }
              }
              return null;
            });
  }

  private String where() {
    return TableGuard.where(database, tableName);
  }

  /** MySQL 8 gives some of these columns as blobs. */
  private static String text(Row row, int column) {
    Object value = row.getValue(column);
    return value == null ? null : value.toString();
  }
}
