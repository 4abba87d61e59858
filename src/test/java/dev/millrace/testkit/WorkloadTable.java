package dev.millrace.testkit;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The 16 mapped members of the standard workload: paths, columns, types; and the SQL made of them.
 */
public final class WorkloadTable {
  /** One mapped member. */
  public record Field(String path, String column, String type) {}

  public static final List<Field> FIELDS =
      List.of(
          new Field("/id", "id", "BIGINT"),
          new Field("/ts", "ts", "DATETIME(3)"),
          new Field("/user/id", "user_id", "BIGINT"),
          new Field("/user/name", "user_name", "VARCHAR(64)"),
          new Field("/user/geo/country", "country", "CHAR(2)"),
          new Field("/user/geo/lat", "lat", "DOUBLE"),
          new Field("/user/geo/lon", "lon", "DOUBLE"),
          new Field("/device/os/name", "os_name", "VARCHAR(32)"),
          new Field("/device/os/version", "os_version", "VARCHAR(16)"),
          new Field("/device/brand", "brand", "VARCHAR(32)"),
          new Field("/device/version", "device_version", "VARCHAR(16)"),
          new Field("/amount", "amount", "DECIMAL(12,2)"),
          new Field("/qty", "qty", "INT"),
          new Field("/ok", "ok", "BOOLEAN"),
          new Field("/tags", "tags", "VARCHAR(128)"),
          new Field("/url", "url", "VARCHAR(256)"));

  /** Parse depth that makes every mapped member a leaf of its own. */
  public static final int LAYERS = 3;

  private WorkloadTable() {}

  /** The value of a job's {@code mapping}. */
  public static String mappingJson() {
    return FIELDS.stream()
        .map(
            field ->
                "{\"path\":\"%s\",\"column\":\"%s\",\"type\":\"%s\"%s}"
                    .formatted(
                        field.path,
                        field.column,
                        field.type,
                        field.column.equals("id") ? ",\"key\":true" : ""))
        .collect(Collectors.joining(",\n  ", "[", "]"));
  }

  /**
   * @param table name, with its database where that is not the current one
   */
  public static String createTable(String table) {
    return FIELDS.stream()
        .map(
            field ->
                field.column + " " + field.type + (field.column.equals("id") ? " PRIMARY KEY" : ""))
        .collect(
            Collectors.joining(", ", "CREATE TABLE " + table + " (", ") CHARACTER SET utf8mb4"));
  }

  /** A query of one row, count and sum, to be read by {@link Checksum#of}. */
  public static String checksumQuery(String table) {
    return "SELECT COUNT(*), CAST(COALESCE(SUM(CRC32(CONVERT(%s USING utf8mb4))), 0) AS CHAR) FROM %s"
        .formatted(rowExpression(), table);
  }

  /** SQL of one row's text, equal to {@link Workload#row}. */
  public static String rowExpression() {
    return FIELDS.stream()
        .map(field -> "COALESCE(CAST(" + field.column + " AS CHAR), '~')")
        .collect(Collectors.joining(", ", "CONCAT_WS('|', ", ")"));
  }
}
