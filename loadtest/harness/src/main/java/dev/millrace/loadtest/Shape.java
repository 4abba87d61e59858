package dev.millrace.loadtest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/** A kind of events: their JSON, and the row that each must become. Any thread; no state. */
interface Shape {
  /**
   * A mapped member: JSON Pointer, column, SQL type. The first is {@code id}, the event's index.
   */
  record Field(String path, String column, String type) {
    boolean isNumber() {
      return type.matches("(BIGINT|INT|DOUBLE|DECIMAL|BOOLEAN).*");
    }
  }

  List<Field> fields();

  /** Parse depth that makes every mapped member a leaf. */
  int layers();

  byte[] record(long index);

  /** The row's values joined by {@code |}, as the database prints them; NULL is {@code ~}. */
  String row(long index);

  /** Whether the record is dirty: its row has a NULL then, or it is in quarantine. */
  default boolean dirty(long index) {
    return false;
  }

  /** What a table must have in common with the events {@code [0, records)}. */
  default Sum sum(long records, boolean withDirty) {
    long rows = 0;
    long sum = 0;
    for (long i = 0; i < records; i++) {
      if (withDirty || !dirty(i)) {
        CRC32 crc = new CRC32();
        crc.update(row(i).getBytes(StandardCharsets.UTF_8));
        sum += crc.getValue();
        rows++;
      }
    }
    return new Sum(rows, sum);
  }

  default String createTable(String table) {
    return fields().stream()
        .map(f -> f.column() + " " + f.type() + (f.column().equals("id") ? " PRIMARY KEY" : ""))
        .collect(
            Collectors.joining(", ", "CREATE TABLE " + table + " (", ") CHARACTER SET utf8mb4"));
  }

  /** One row: count and sum, to be compared with {@link #sum}. */
  default String sumQuery(String table) {
    String row =
        fields().stream()
            .map(f -> "COALESCE(CAST(" + f.column() + " AS CHAR), '~')")
            .collect(Collectors.joining(", ", "CONCAT_WS('|', ", ")"));
    return "SELECT COUNT(*), CAST(COALESCE(SUM(CRC32(CONVERT(%s USING utf8mb4))), 0) AS CHAR) FROM %s"
        .formatted(row, table);
  }

  /**
   * @param rows how many
   * @param sum of the rows' CRC-32: order does not matter, a doubled or altered row does
   */
  record Sum(long rows, long sum) {}
}
