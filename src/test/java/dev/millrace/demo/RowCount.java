package dev.millrace.demo;

import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Workload;
import java.util.List;

/**
 * Counts the rows of a growing table whose ids are those of the clean events, without counting all
 * of it every second: the ids below {@code settled} have been seen complete.
 */
final class RowCount {
  private final EmbeddedMariaDb database;
  private final String table;
  private final Workload workload;
  private long settled;
  private long settledRows;

  RowCount(EmbeddedMariaDb database, String table, Workload workload) {
    this.database = database;
    this.table = table;
    this.workload = workload;
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
    long found = Long.parseLong(row.get(0));
    long end = Math.max(settled, Long.parseLong(row.get(1)) + 1);
    long rows = settledRows + found;
    if (found == end - settled - workload.dirty(settled, end)) {
      settled = end;
      settledRows = rows;
    }
    return rows;
  }
}
