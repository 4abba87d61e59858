package dev.millrace.sink;

import dev.millrace.model.Column;
import dev.millrace.model.Dialect;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.TableSchema;
import dev.millrace.model.WriteSpec.Mode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code LOAD DATA LOCAL} of a batch's row tuples as they are: a line begins with {@code (}, ends
 * with {@code )}, and its fields are quoted and escaped as in a statement. The comma between two
 * tuples is skipped with everything else before the opening parenthesis.
 *
 * <p>The server treats such rows as INSERT IGNORE would: it skips duplicates and converts what does
 * not fit. So {@link #check} follows in the same transaction: unless every row was added and
 * without a warning, it fails, and the rows go the way of INSERT, which names the guilty ones.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/load-data.html">LOAD DATA</a>
 */
final class LoadSql {
  /** The file's name, of no meaning but to tell our request from another. */
  static final String FILE = "millrace-rows";

  /** What the server's error says when a load did not add all its rows. */
  static final String INCOMPLETE = "millrace-load-incomplete-" + LedgerSql.SECRET;

  /** Keeps what {@link #check} needs, before another statement overwrites it. */
  private static final String KEEP =
      ";SET @millrace_rows=ROW_COUNT(),@millrace_warnings=@@warning_count";

  private static final Set<String> UTF8 = Set.of("utf8mb4", "utf8mb3", "utf8");

  private final String statement;

  /**
   * For these columns.
   *
   * @param charset from {@link #charset}
   */
  LoadSql(Mode mode, String table, List<String> columns, String charset) {
    statement =
        "LOAD DATA LOCAL INFILE '"
            + FILE
            + "' "
            + (mode == Mode.REPLACE ? "REPLACE " : "")
            + "INTO TABLE "
            + Sql.name(table)
            + " CHARACTER SET "
            + charset
            + " FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"'"
            + " ESCAPED BY '\\\\' LINES STARTING BY '(' TERMINATED BY ')' ("
            + Sql.names(columns)
            + ")";
  }

  String statement() {
    return statement;
  }

  /** The load and its check; fails with {@link #INCOMPLETE} unless all {@code rows} are in. */
  String checked(Mode mode, int rows) {
    // REPLACE counts a replaced row twice.
    String wrong = mode == Mode.REPLACE ? "<" : "<>";
    return statement
        + KEEP
        + LedgerSql.failIf("@millrace_warnings<>0 OR @millrace_rows" + wrong + rows, INCOMPLETE);
  }

  /**
   * What the rows' character set is called: {@code binary} where every text column is in UTF-8, so
   * that the server need not look for characters before it stores them; it then checks that they
   * fit the column all the same. Elsewhere they must be converted, and some types (JSON of MySQL,
   * UUID) take binary text for something else.
   */
  static String charset(JobSpec spec, TableSchema table) {
    boolean binary = spec.destination().dialect() == Dialect.MARIADB;
    for (MappingEntry entry : spec.mapping()) {
      binary &= table.column(entry.column()).map(LoadSql::takesBinary).orElse(false);
    }
    return binary ? "binary" : "utf8mb4";
  }

  private static boolean takesBinary(Column column) {
    return switch (column.type().base()) {
      case TINYINT, SMALLINT, MEDIUMINT, INT, BIGINT, BOOLEAN, DECIMAL, FLOAT, DOUBLE -> true;
      case DATE, DATETIME, TIMESTAMP, TIME -> true;
      default -> UTF8.contains(String.valueOf(column.charset()));
    };
  }

  /**
   * Why rows of this job cannot be loaded, for a person; empty when they can. Forms that only a
   * statement has (DEFAULT, x'..') and types that read a number otherwise when it comes as text
   * need INSERT.
   */
  static Optional<String> objection(JobSpec spec, TableSchema table) {
    if (!spec.exactlyOnce() || !spec.destination().dialect().hasTransactions()) {
      return Optional.of("without a transaction a load that went wrong could not be undone");
    }
    Mode mode = spec.write().mode();
    if (mode == Mode.IGNORE || mode == Mode.UPSERT) {
      return Optional.of("LOAD DATA does not support mode " + mode.label());
    }
    for (MappingEntry entry : spec.mapping()) {
      Column column = table.column(entry.column()).orElse(null);
      if (column == null) {
        continue;
      }
      if (entry.absent() == MappingEntry.Absent.DEFAULT
          || (!column.nullable() && column.hasDefault())) {
        return Optional.of("column '" + column.name() + "' may need its default");
      }
      switch (column.type().base()) {
        case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB, BIT, YEAR -> {
          return Optional.of("column '" + column.name() + "' is " + column.type());
        }
        default -> {}
      }
    }
    return Optional.empty();
  }
}
