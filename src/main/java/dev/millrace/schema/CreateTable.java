package dev.millrace.schema;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.dialect.SqlDialect;
import dev.millrace.error.FieldError;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.TableSchema;
import dev.millrace.mysql.Sql;
import dev.millrace.spec.Destination;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.MappingEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The {@code CREATE TABLE} statement of a mapping. */
public final class CreateTable {
  private CreateTable() {}

  /** What in the mapping keeps a table from being made of it; pointers into the job's document. */
  public static List<FieldError> faults(JobTable job) {
    SqlDialect dialect = job.dialect();
    List<MappingEntry> mapping = job.spec().mapping();
    List<FieldError> faults = new ArrayList<>();
    long keyBytes = 0;
    for (int i = 0; i < mapping.size(); i++) {
      MappingEntry entry = mapping.get(i);
      String pointer = job.entry(i, "type");
      ColumnType type = entry.type();
      if (type == null) {
        faults.add(
            new FieldError(
                pointer,
                "the table is to be created, so the entry for column '"
                    + entry.column()
                    + "' needs a type"));
      } else {
        keyBytes += entry.key() ? keyBytes(type) : 0;
        String objection = dialect.objection(type, entry.key());
        if (objection != null) {
          faults.add(new FieldError(pointer, objection));
        }
      }
    }
    if (keyBytes > dialect.limits().keyBytes() && faults.isEmpty()) {
      faults.add(
          new FieldError(
              job.at().mapping(),
              "the primary key would have "
                  + keyBytes
                  + " bytes, at most "
                  + dialect.limits().keyBytes()
                  + " are possible; shorten its texts (a character"
                  + " counts 4 bytes)"));
    }
    if (mapping.size() > dialect.limits().columns()) {
      faults.add(
          new FieldError(
              job.at().mapping(),
              "the table would have "
                  + mapping.size()
                  + " columns, "
                  + dialect.engine()
                  + " takes at most "
                  + dialect.limits().columns()
                  + "; map fewer paths, or whole objects to JSON columns"));
    }
    if (mapping.isEmpty()) {
      faults.add(new FieldError(job.at().mapping(), "a table needs at least one column"));
    }
    return faults;
  }

  /**
   * The statement for a mapping without {@linkplain #faults faults}, for a server as new as the
   * dialect says: text columns of the key compare exactly, blanks at the end too.
   */
  public static String sql(Dialect dialect, String table, List<MappingEntry> mapping) {
    return sql(dialect, table, mapping, Dialects.of(dialect).keyCollation());
  }

  /**
   * The statement for a server that was asked.
   *
   * @param keyCollation of text columns in the key, as {@link KeyComparison#exact} tells it; null
   *     for the server's default
   */
  public static String sql(
      Dialect of, String table, List<MappingEntry> mapping, String keyCollation) {
    SqlDialect dialect = Dialects.of(of);
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
                            : dialect.type(entry.type()) + " NULL"))
            .collect(Collectors.joining(",\n"));
    String key = keys.isEmpty() ? "" : ",\n  PRIMARY KEY (" + Sql.names(keys) + ")";
    return "CREATE TABLE IF NOT EXISTS "
        + Sql.name(table)
        + " (\n"
        + columns
        + key
        + "\n"
        + dialect.tableEnd(Sql.names(keys));
  }

  private static String keyType(SqlDialect dialect, ColumnType type, String collation) {
    boolean compared = type.base().isText() || !type.members().isEmpty();
    return dialect.type(dialect.inKey(type))
        + (compared && collation != null ? " COLLATE " + collation : "");
  }

  /** The table that {@link #sql} makes, as far as it decides what a value becomes. */
  public static TableSchema schema(Destination to, String table, List<MappingEntry> mapping) {
    SqlDialect dialect = Dialects.of(to.dialect());
    List<Column> columns = new ArrayList<>();
    for (MappingEntry entry : mapping) {
      ColumnType type = dialect.stored(entry.type(), entry.key());
      columns.add(new Column(entry.column(), type, !entry.key(), false, false, "utf8mb4"));
    }
    return new TableSchema(
        to.database(),
        table,
        dialect.engine(),
        dialect.can(Feature.TRANSACTIONS),
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

  private static long keyBytes(ColumnType type) {
    return switch (type.base()) {
      case CHAR, VARCHAR -> 4 * type.length();
      case BINARY, VARBINARY -> type.length();
      default -> 8;
    };
  }
}
