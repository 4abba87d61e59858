package dev.millrace.job;

import dev.millrace.testkit.EmbeddedMariaDb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A whole table as the server prints it, column by column. */
public record TableText(EmbeddedMariaDb database, String schema, String table) {
  public List<String> columns() {
    return database
        .query(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='"
                + schema
                + "' AND TABLE_NAME='"
                + table
                + "' ORDER BY ORDINAL_POSITION")
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  private Set<String> jsonColumns() {
    return database
        .query(
            "SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA='"
                + schema
                + "' AND TABLE_NAME='"
                + table
                + "' AND DATA_TYPE='json'")
        .stream()
        .map(row -> row.get(0))
        .collect(Collectors.toSet());
  }

  /** Values by column, in the table's order of columns; JSON as {@link StoredJson} has it. */
  List<Map<String, String>> rows() {
    return rows("");
  }

  /**
   * @param tail such as {@code ORDER BY id}
   */
  public List<Map<String, String>> rows(String tail) {
    List<String> columns = columns();
    Set<String> json = jsonColumns();
    String select =
        columns.stream().map(c -> "CAST(`" + c + "` AS CHAR)").collect(Collectors.joining(","));
    return database
        .query("SELECT " + select + " FROM " + schema + "." + table + " " + tail)
        .stream()
        .map(
            row -> {
              Map<String, String> named = new LinkedHashMap<>();
              for (int i = 0; i < columns.size(); i++) {
                String column = columns.get(i);
                String value = row.get(i);
                named.put(column, json.contains(column) ? StoredJson.of(database, value) : value);
              }
              return named;
            })
        .toList();
  }
}
