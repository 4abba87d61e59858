package dev.millrace.lane;

import dev.millrace.document.JobDocument;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.ParseSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Jobs for fuzzing: a table with every type of column there is, filled from few paths. */
final class FuzzPlans {
  /** Members that the columns read; {@link FuzzTexts} makes records of them. */
  static final List<String> NAMES =
      List.of("a", "b", "c", "é😀", "0", "id", "ts", "amount", "ok", "url");

  private static final List<String> PATHS =
      List.of("/a", "/b", "/c", "/a/b", "/b/0", "/c/a/b", "/é😀", "/id", "/ts", "/amount", "/ok");

  private static final List<String> TYPES =
      List.of(
          "BOOLEAN",
          "TINYINT",
          "TINYINT(1)",
          "SMALLINT UNSIGNED",
          "MEDIUMINT",
          "INT",
          "BIGINT",
          "BIGINT UNSIGNED",
          "DECIMAL(12,2)",
          "DECIMAL(65,30)",
          "DECIMAL(5,5) UNSIGNED",
          "FLOAT",
          "DOUBLE",
          "CHAR(2)",
          "VARCHAR(8)",
          "VARCHAR(400)",
          "TINYTEXT",
          "TEXT",
          "LONGTEXT",
          "JSON",
          "DATE",
          "DATETIME",
          "DATETIME(3)",
          "TIMESTAMP(6)",
          "TIME(2)",
          "YEAR",
          "BINARY(4)",
          "VARBINARY(9)",
          "TINYBLOB",
          "LONGBLOB",
          "ENUM('a','b','it''s','')",
          "SET('a','b','x y')",
          "BIT(12)");

  private static final List<String> CHARSETS = List.of("utf8mb4", "utf8mb3", "latin1", "ascii");

  private final List<Object> mapping = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();

  private FuzzPlans() {}

  /**
   * Every type from one path or another.
   *
   * @param shift which; plans of different shifts feed a type from different paths
   * @param tolerant whether nearly every record fits: all columns take NULL
   */
  static LanePlan object(String dirtyData, int shift, boolean tolerant) {
    FuzzPlans made = new FuzzPlans();
    made.typed(shift, tolerant);
    made.metadata(false);
    return made.plan(dirtyData, 3, ParseSpec.Root.OBJECT);
  }

  /** The same for messages that are arrays of objects. */
  static LanePlan array(String dirtyData) {
    FuzzPlans made = new FuzzPlans();
    made.typed(5, true);
    made.metadata(true);
    return made.plan(dirtyData, 1, ParseSpec.Root.ARRAY);
  }

  /** Messages that are not parsed. */
  static LanePlan text() {
    FuzzPlans made = new FuzzPlans();
    made.metadata(false);
    return made.plan("stop", 0, ParseSpec.Root.OBJECT);
  }

  private void typed(int shift, boolean tolerant) {
    for (int i = 0; i < TYPES.size(); i++) {
      String charset = CHARSETS.get((i + shift) % CHARSETS.size());
      boolean strict = !tolerant && i % 7 == shift % 7;
      add(PATHS.get((i + shift) % PATHS.size()), TYPES.get(i), charset, !strict, i % 2 == 0);
    }
  }

  private void metadata(boolean index) {
    add("$value", "LONGTEXT", "utf8mb4", true, false);
    add("$key", "VARCHAR(20)", "utf8mb4", true, false);
    add("$key", "VARBINARY(20)", "utf8mb4", true, false);
    add("$headers/h", "TEXT", "latin1", true, false);
    add("$offset", "BIGINT", "utf8mb4", false, false);
    add("$timestamp", "DATETIME(3)", "utf8mb4", false, false);
    add("$topic", "VARCHAR(10)", "utf8mb4", false, false);
    if (index) {
      add("$index", "INT", "utf8mb4", false, false);
    }
  }

  private void add(String path, String type, String charset, boolean nullable, boolean hasDefault) {
    ColumnType parsed = ColumnType.parse(type);
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("path", path);
    entry.put("column", "c" + columns.size());
    entry.put("type", type);
    if (columns.size() % 5 == 0 && !path.matches("\\$(value|offset|topic|index)")) {
      entry.put("absent", "default");
    }
    if (parsed.base().isTemporal()
        && parsed.base() != ColumnType.Base.YEAR
        && !path.startsWith("$")) {
      entry.put("epoch", List.of("s", "ms", "us", "ns").get(columns.size() % 4));
    }
    if (parsed.base().isBinary() && !path.startsWith("$")) {
      entry.put("encoding", List.of("utf8", "base64", "hex").get(columns.size() % 3));
    }
    mapping.add(entry);
    columns.add(new Column("c" + columns.size(), parsed, nullable, hasDefault, false, charset));
  }

  private LanePlan plan(String dirtyData, int layers, ParseSpec.Root root) {
    Map<String, Object> job = new HashMap<>();
    job.put("source", "s");
    job.put("destination", Map.of("host", "h", "database", "d", "table", "t", "user", "u"));
    job.put("parse", Map.of("layers", layers, "root", root.label()));
    job.put("mapping", mapping);
    job.put("dirtyData", dirtyData);
    job.put("timeZone", "Europe/Berlin");
    return LanePlan.compile(
        JobDocument.read(job),
        List.of(new TableSchema("d", "t", "InnoDB", true, columns, List.of())));
  }
}
