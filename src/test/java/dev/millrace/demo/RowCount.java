package dev.millrace.demo;

import dev.millrace.testkit.EmbeddedMariaDb;
import java.util.List;

/**
 * Counts the rows of a growing table whose ids are 0, 1, 2 …, without counting all of it every
 * second: the ids below {@code settled} have been seen complete.
 */
final class RowCount {
  private final EmbeddedMariaDb database;
  private final String table;
  private long settled;

  RowCount(EmbeddedMariaDb database, String table) {
    this.database = database;
    this.table = table;
  }

  /** Rows in the table now; 0 while the engine has not created it. */
  long now() {
    String query = "SELECT COUNT(*), COALESCE(MAX(id), -1) FROM %s WHERE id >= %d";
    List<String> row;
    try {
      row = database.query(query.formatted(table, settled)).get(0);
    } catch (IllegalStateException e) {
      if (e.getMessage().contains("doesn't exist")) {
        return 0;
      }
      throw e;
    }
    long rows = settled + Long.parseLong(row.get(0));
    if (rows == Long.parseLong(row.get(1)) + 1) {
      settled = rows;
    }
    return rows;
  }
}
