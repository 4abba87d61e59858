package dev.millrace.statement;

import dev.millrace.mysql.Sql;
import dev.millrace.mysqlerror.RaisedError;
import dev.millrace.mysqlwire.LocalInfileHandler;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.List;

/**
 * {@code LOAD DATA LOCAL} of a batch's row tuples as they are: a line begins with {@code (}, ends
 * with {@code )}, and its fields are quoted and escaped as in a statement. The comma between two
 * tuples is skipped with everything else before the opening parenthesis.
 *
 * <p>The server treats such rows as INSERT IGNORE would: it skips duplicates and converts what does
 * not fit. So {@link #checked} follows in the same transaction: unless every row was added and
 * without a warning, it fails, and the rows go the way of INSERT, which names the refused ones.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/load-data.html">LOAD DATA</a>
 */
public final class LoadSql {
  /** Keeps what {@link #checked} needs, before another statement overwrites it. */
  private static final String KEEP =
      ";SET @millrace_rows=ROW_COUNT(),@millrace_warnings=@@warning_count";

  private final Mode mode;
  private final String statement;

  /**
   * For these columns.
   *
   * @param file which of the files that a statement's packet may load
   * @param charset from {@code LoadSupport.charset}
   */
  public LoadSql(int file, Mode mode, String table, List<String> columns, String charset) {
    this.mode = mode;
    statement =
        "LOAD DATA LOCAL INFILE '"
            + LocalInfileHandler.name(file)
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

  public String statement() {
    return statement;
  }

  /**
   * The load and its check; fails with {@link RaisedError#LOAD_INCOMPLETE} unless all {@code rows}
   * are in.
   */
  public String checked(int rows) {
    // REPLACE counts a replaced row twice.
    String wrong = mode == Mode.REPLACE ? "<" : "<>";
    return statement
        + KEEP
        + LedgerSql.failIf(
            "@millrace_warnings<>0 OR @millrace_rows" + wrong + rows, RaisedError.LOAD_INCOMPLETE);
  }
}
