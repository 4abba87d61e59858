package dev.millrace.sink;

import dev.millrace.dialect.Feature;
import dev.millrace.error.FieldError;
import dev.millrace.mysql.Session;
import dev.millrace.mysql.Sql;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.mysqlwire.AnswerBounds;
import dev.millrace.schema.InspectedTable;
import dev.millrace.schema.TableGuard;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether the table's own defaults hold its CHECK constraints: where they do not, every row that
 * leaves those columns out is refused, and no record has a part in it. The server is asked to judge
 * each constraint with nothing but the defaults of columns that no entry fills; one that is about
 * another column cannot be judged so, and is skipped. One use; the session's event loop.
 */
final class DefaultsCheck {
  /** More constraints than these are not asked for. */
  private static final int MOST_CHECKS = 50;

  private static final String INTEGER = "-?[0-9]+";
  private static final String NUMBER = INTEGER + "(\\.[0-9]+)?";

  /** Possessive, so that long texts take no stack. */
  private static final String QUOTED = "(?s)(?:_[a-z0-9]+ ?)?'(?:[^'\\\\]++|''|\\\\.)*+'";

  private final Session session;
  private final String database;
  private final String table;
  private final String pointer;
  private final List<String> filled;
  private final Map<String, String> defaults = new HashMap<>();

  /** Those of them whose default is NULL. */
  private final List<String> nulls = new ArrayList<>();

  private final List<FieldError> faults = new ArrayList<>();

  DefaultsCheck(Session session, InspectedTable table) {
    this.session = session;
    this.database = table.job().to().database();
    this.table = table.job().spec().table();
    this.pointer = table.job().at().mapping();
    this.filled = table.columns();
  }

  /** Of a table that is there. */
  Future<List<FieldError>> faults() {
    if (!session.dialect().can(Feature.SCHEMA_DETAILS)) {
      return Future.succeededFuture(faults);
    }
    return triggers()
        .compose(some -> some ? Future.succeededFuture() : readDefaults().compose(x -> checks()))
        .map(x -> faults)
        .recover(this::unknown);
  }

  /** A trigger before INSERT may set what the default does not. */
  private Future<Boolean> triggers() {
    return session
        .send(
            "SELECT 1 FROM information_schema.TRIGGERS"
                + TableGuard.where(database, table, "EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE")
                + " AND EVENT_MANIPULATION='INSERT' AND ACTION_TIMING='BEFORE' LIMIT 1")
        .map(rows -> rows.size() > 0);
  }

  private Future<Void> readDefaults() {
    return session
        .send(
            "SELECT COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, EXTRA, DATA_TYPE, CHARACTER_SET_NAME,"
                + " COLLATION_NAME, DATETIME_PRECISION, NUMERIC_PRECISION, NUMERIC_SCALE"
                + " FROM information_schema.COLUMNS"
                + TableGuard.where(database, table),
            AnswerBounds.SCHEMA)
        .map(
            rows -> {
              for (Row row : rows) {
                String sql = defaultOf(row);
                if (sql != null && filled.stream().noneMatch(text(row, 0)::equalsIgnoreCase)) {
                  defaults.put(text(row, 0), sql);
                  if (isNull(text(row, 1))) {
                    nulls.add(text(row, 0));
                  }
                }
              }
              return null;
            });
  }

  /**
   * As SQL of the column's type and collation, for a rule compares a time or a date otherwise than
   * its text; null where it has none, or none that is known.
   */
  private String defaultOf(Row row) {
    String value = text(row, 1);
    String extra = String.valueOf(text(row, 3)).toUpperCase(Locale.ROOT);
    boolean expression = extra.contains("DEFAULT_GENERATED");
    if (extra.contains("AUTO_INCREMENT")
        || extra.replace("DEFAULT_GENERATED", "").contains("GENERATED")) {
      return null;
    }
    if (isNull(value)) {
      return "YES".equalsIgnoreCase(text(row, 2)) ? typed("NULL", row) : null;
    }
    if (session.dialect().can(Feature.DEFAULTS_AS_SQL) || expression) {
      // Already SQL; what is no literal may differ from row to row.
      String sql = plain(value);
      return sql == null ? null : typed(sql, row);
    }
    boolean number = text(row, 5) == null && value.matches(NUMBER);
    return typed(number ? value : Sql.text(value), row);
  }

  private boolean isNull(String value) {
    return value == null || value.equals("NULL") && session.dialect().can(Feature.DEFAULTS_AS_SQL);
  }

  /** Null where this is not the literal of a type whose rules can be judged so. */
  private static String typed(String sql, Row row) {
    boolean none = sql.equals("NULL");
    boolean number = none || sql.matches(NUMBER);
    boolean quoted = none || sql.matches(QUOTED);
    String type = text(row, 4).toLowerCase(Locale.ROOT);
    return switch (type) {
      case "tinyint", "smallint", "mediumint", "int", "bigint" ->
          none ? "CAST(NULL AS SIGNED)" : sql.matches(INTEGER) ? sql : null;
      case "decimal" ->
          number ? "CAST(" + sql + " AS DECIMAL(" + text(row, 8) + "," + text(row, 9) + "))" : null;
      case "double" -> number ? sql + "+0e0" : null;
      case "date" -> quoted ? "CAST(" + sql + " AS DATE)" : null;
      case "time" -> quoted ? "CAST(" + sql + " AS TIME(" + text(row, 7) + "))" : null;
      case "datetime", "timestamp" ->
          quoted ? "CAST(" + sql + " AS DATETIME(" + text(row, 7) + "))" : null;
      case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" ->
          quoted ? "CONVERT(" + sql + " USING " + text(row, 5) + ") COLLATE " + text(row, 6) : null;
      default -> null;
    };
  }

  /**
   * MySQL tells expressions as it would quote them in another text, {@code _utf8mb4\'a\'}; null
   * where they hold more than quotes and backslashes of the kind.
   */
  private String plain(String expression) {
    if (session.dialect().can(Feature.DEFAULTS_AS_SQL)) {
      return expression;
    }
    return expression.replaceAll("\\\\['\\\\]", "").contains("\\")
        ? null
        : expression.replaceAll("\\\\(['\\\\])", "$1");
  }

  private Future<Void> checks() {
    if (defaults.isEmpty()) {
      return Future.succeededFuture();
    }
    String sql =
        session.dialect().can(Feature.CHECKS_BY_TABLE)
            ? "SELECT CONSTRAINT_NAME,CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS"
                + TableGuard.where(database, table, "CONSTRAINT_SCHEMA", "TABLE_NAME")
            : "SELECT c.CONSTRAINT_NAME,c.CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS c"
                + " JOIN information_schema.TABLE_CONSTRAINTS t ON"
                + " t.CONSTRAINT_SCHEMA=c.CONSTRAINT_SCHEMA AND t.CONSTRAINT_NAME=c.CONSTRAINT_NAME"
                + TableGuard.where(database, table, "t.TABLE_SCHEMA", "t.TABLE_NAME")
                + " AND t.CONSTRAINT_TYPE='CHECK' AND t.ENFORCED='YES'";
    return session
        .send(sql + " LIMIT " + MOST_CHECKS, AnswerBounds.SCHEMA)
        .compose(
            rows -> {
              Future<Void> done = Future.succeededFuture();
              for (Row row : rows) {
                String clause = plain(text(row, 1));
                if (clause != null && !named(clause).isEmpty() && !isOfJson(clause)) {
                  done = done.compose(x -> judge(text(row, 0), clause));
                }
              }
              return done;
            });
  }

  /** Columns of the clause whose defaults are known; servers tell names in backticks. */
  private List<String> named(String clause) {
    String lower = clause.toLowerCase(Locale.ROOT);
    return defaults.keySet().stream()
        .filter(c -> lower.contains(Sql.name(c).toLowerCase(Locale.ROOT)))
        .sorted()
        .toList();
  }

  /** MariaDB makes one for each JSON column; each round trip for one is time that others lack. */
  private boolean isOfJson(String clause) {
    return nulls.stream().anyMatch(c -> clause.equalsIgnoreCase("json_valid(" + Sql.name(c) + ")"));
  }

  private Future<Void> judge(String name, String clause) {
    String values =
        defaults.entrySet().stream()
            .map(e -> e.getValue() + " AS " + Sql.name(e.getKey()))
            .collect(Collectors.joining(","));
    return session
        // By LIMIT the server makes columns of the values, which it compares as the table's.
        .send("SELECT NOT (" + clause + ") FROM (SELECT " + values + " LIMIT 1) millrace_defaults")
        .map(
            rows -> {
              if (isTrue(rows)) {
                refused(name, clause);
              }
              return (Void) null;
            })
        .recover(failure -> unknown(failure).mapEmpty());
  }

  private static boolean isTrue(RowSet<Row> rows) {
    for (Row row : rows) {
      return "1".equals(text(row, 0));
    }
    return false;
  }

  private void refused(String name, String clause) {
    String columns =
        named(clause).stream().map(c -> "'" + c + "'").collect(Collectors.joining(", "));
    faults.add(
        new FieldError(
            pointer,
            "table '"
                + table
                + "' refuses every row of this job: its constraint '"
                + name
                + "' does not hold for the default of "
                + columns
                + ", which no entry fills; alter the default or the constraint, or map the"
                + " column"));
  }

  /** What the server cannot judge is no fault; that it is gone is told. */
  private Future<List<FieldError>> unknown(Throwable failure) {
    return ServerErrors.of(failure).number() == 0
        ? Future.failedFuture(failure)
        : Future.succeededFuture(faults);
  }

  private static String text(Row row, int column) {
    Object value = row.getValue(column);
    return value == null ? null : value.toString();
  }
}
