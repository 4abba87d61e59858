package dev.millrace.schema;

import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import dev.millrace.model.Destination;
import dev.millrace.model.Dialect;
import dev.millrace.model.FieldError;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.TableSchema;
import dev.millrace.mysql.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code CREATE TABLE} statement of a mapping. */
public final class CreateTable {
  /** InnoDB's limit, with four bytes for each character of a text column. */
  private static final int MAX_KEY_BYTES = 3072;

  /** InnoDB's limit. */
  private static final int MAX_COLUMNS = 1_017;

  /** MariaDB's is 38. */
  private static final int MYSQL_DECIMAL_SCALE = 30;

  private CreateTable() {}

  /** What in the mapping keeps a table from being made of it; pointers into the job's document. */
  public static List<FieldError> faults(Dialect dialect, List<MappingEntry> mapping) {
    List<FieldError> faults = new ArrayList<>();
    long keyBytes = 0;
    for (int i = 0; i < mapping.size(); i++) {
      MappingEntry entry = mapping.get(i);
      String pointer = "/mapping/" + i + "/type";
      ColumnType type = entry.type();
      if (type == null) {
        faults.add(
            new FieldError(
                pointer,
                "the table is to be created, so the entry for column '"
                    + entry.column()
                    + "' needs a type"));
      } else if (entry.key() && dialect.hasTransactions()) {
        keyBytes += keyBytes(type);
        if (isLong(type)) {
          faults.add(
              new FieldError(
                  pointer,
                  type
                      + " cannot be part of a primary key; use a type of a"
                      + " fixed limit such as VARCHAR(64)"));
        }
      } else if (dialect == Dialect.MYSQL
          && type.base() == Base.DECIMAL
          && type.scale() > MYSQL_DECIMAL_SCALE) {
        faults.add(
            new FieldError(
                pointer,
                "MySQL's DECIMAL has at most "
                    + MYSQL_DECIMAL_SCALE
                    + " digits after the point, found "
                    + type
                    + " (MariaDB allows it: set dialect to mariadb if the server is one)"));
      } else if (dialect == Dialect.ANALYTICDB
          && type.base() == Base.DECIMAL
          && type.length() > 38) {
        faults.add(
            new FieldError(pointer, "AnalyticDB's DECIMAL has at most 38 digits, found " + type));
      }
    }
    if (keyBytes > MAX_KEY_BYTES && faults.isEmpty()) {
      faults.add(
          new FieldError(
              "/mapping",
              "the primary key would have "
                  + keyBytes
                  + " bytes, at most "
                  + MAX_KEY_BYTES
                  + " are possible; shorten its texts (a character"
                  + " counts 4 bytes)"));
    }
    if (mapping.size() > MAX_COLUMNS && dialect.hasTransactions()) {
      faults.add(
          new FieldError(
              "/mapping",
              "the table would have "
                  + mapping.size()
                  + " columns, InnoDB takes at most "
                  + MAX_COLUMNS
                  + "; map fewer paths, or whole objects to JSON columns"));
    }
    if (mapping.isEmpty()) {
      faults.add(new FieldError("/mapping", "a table needs at least one column"));
    }
    return faults;
  }

  /**
   * The statement for a mapping without {@linkplain #faults faults}, for a server as new as the
   * dialect says: text columns of the key compare exactly, blanks at the end too.
   */
  public static String sql(Destination destination, List<MappingEntry> mapping) {
    return sql(
        destination,
        mapping,
        switch (destination.dialect()) {
          case MARIADB -> "utf8mb4_nopad_bin";
          case MYSQL -> "utf8mb4_0900_bin";
          case ANALYTICDB -> null;
        });
  }

  /**
   * The statement for a server that was asked.
   *
   * @param keyCollation of text columns in the key, as {@link KeyComparison#exact} tells it; null
   *     for the server's default
   */
  public static String sql(
      Destination destination, List<MappingEntry> mapping, String keyCollation) {
    Dialect dialect = destination.dialect();
    List<String> keys =
        mapping.stream().filter(MappingEntry::key).map(MappingEntry::column).toList();
    String columns =
        mapping.stream()
            .map(
                entry ->
                    "  "
                        + Sql.name(entry.column())
                        + " "
                        + (entry.key()
                            ? keyType(dialect, entry.type(), keyCollation) + " NOT NULL"
                            : ServerTypes.sql(dialect, entry.type()) + " NULL"))
            .collect(Collectors.joining(",\n"));
    String key = keys.isEmpty() ? "" : ",\n  PRIMARY KEY (" + Sql.names(keys) + ")";
    String tail =
        dialect.hasTransactions()
            ? ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
            : keys.isEmpty() ? ")" : ") DISTRIBUTED BY HASH(" + Sql.names(keys) + ")";
    return "CREATE TABLE IF NOT EXISTS "
        + Sql.name(destination.table())
        + " (\n"
        + columns
        + key
        + "\n"
        + tail;
  }

  private static String keyType(Dialect dialect, ColumnType type, String collation) {
    boolean compared = type.base().isText() || !type.members().isEmpty();
    return ServerTypes.sql(dialect, dialect.hasTransactions() ? inKey(type) : type)
        + (compared && collation != null ? " COLLATE " + collation : "");
  }

  /** CHAR drops blanks at the end, so that two keys could become one; VARCHAR keeps them. */
  private static ColumnType inKey(ColumnType type) {
    return type.base() == Base.CHAR
        ? new ColumnType(Base.VARCHAR, type.length(), 0, false, List.of())
        : type;
  }

  /** The table that {@link #sql} makes, as far as it decides what a value becomes. */
  public static TableSchema schema(Destination destination, List<MappingEntry> mapping) {
    Dialect dialect = destination.dialect();
    List<Column> columns = new ArrayList<>();
    for (MappingEntry entry : mapping) {
      String sql = ServerTypes.sql(dialect, entry.type());
      ColumnType type =
          dialect == Dialect.ANALYTICDB
              ? ServerTypes.read(dialect, sql, sql.replaceFirst("\\(.*", ""))
              : entry.key() ? inKey(entry.type()) : entry.type();
      columns.add(new Column(entry.column(), type, !entry.key(), false, false, "utf8mb4"));
    }
    return new TableSchema(
        destination.database(),
        destination.table(),
        dialect.hasTransactions() ? "InnoDB" : "",
        dialect.hasTransactions(),
        columns,
        mapping.stream().filter(MappingEntry::key).map(MappingEntry::column).toList());
  }

  /**
   * The mapping with {@code __topic}, {@code __partition} and {@code __offset} as key, which makes
   * replays harmless; the mapping itself where it names a key or has all three already.
   */
  public static List<MappingEntry> withRecordKey(List<MappingEntry> mapping) {
    if (mapping.stream().anyMatch(MappingEntry::key)) {
      return mapping;
    }
    List<MappingEntry> all = new ArrayList<>();
    for (MappingEntry entry :
        List.of(
            MappingEntry.of("$topic", "__topic", "VARCHAR(249)"),
            MappingEntry.of("$partition", "__partition", "INT"),
            MappingEntry.of("$offset", "__offset", "BIGINT"))) {
      if (mapping.stream().noneMatch(e -> e.column().equalsIgnoreCase(entry.column()))) {
        all.add(entry.asKey());
      }
    }
    for (MappingEntry entry : mapping) {
      boolean ours = entry.column().matches("(?i)__(topic|partition|offset)");
      all.add(ours ? entry.asKey() : entry);
    }
    return all;
  }

  private static boolean isLong(ColumnType type) {
    return switch (type.base()) {
      case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, JSON, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> true;
      default -> false;
    };
  }

  private static long keyBytes(ColumnType type) {
    return switch (type.base()) {
      case CHAR, VARCHAR -> 4 * type.length();
      case BINARY, VARBINARY -> type.length();
      default -> 8;
    };
  }
}
