package dev.millrace.statement;

import dev.millrace.model.TableSchema;
import dev.millrace.schema.LoadSupport;
import dev.millrace.schema.TableGuard;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec.Method;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How rows get into one table.
 *
 * @param columns target columns in the order of the values in every row tuple, at least one
 * @param keyColumns those of {@code columns} that an upsert does not update and a delete compares;
 *     without any nothing can be deleted
 * @param loadCharset what LOAD DATA calls the rows' character set, or null where rows must not go
 *     that way even though the server allows it
 * @param schema the table as it was when the rows' columns were read, or null where that is not
 *     known
 */
public record TableWrite(
    String table,
    List<String> columns,
    List<String> keyColumns,
    Mode mode,
    String loadCharset,
    TableSchema schema) {

  public TableWrite {
    columns = List.copyOf(columns);
    keyColumns = List.copyOf(keyColumns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a row has at least one column");
    }
  }

  /**
   * For a table as it is: key columns are the mapped ones of its primary key, or where it has none
   * the mapping's key entries.
   */
  public static TableWrite of(
      Dialect dialect,
      boolean exactlyOnce,
      TableSpec spec,
      List<String> columns,
      TableSchema schema) {
    Set<String> keys =
        (schema.primaryKey().isEmpty()
                ? spec.mapping().stream().filter(MappingEntry::key).map(MappingEntry::column)
                : schema.primaryKey().stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    List<String> keyColumns =
        columns.stream().filter(name -> keys.contains(name.toLowerCase(Locale.ROOT))).toList();
    boolean loads =
        spec.write().method() != Method.INSERT
            && LoadSupport.objection(dialect, exactlyOnce, spec, schema).isEmpty();
    String charset = loads ? LoadSupport.charset(dialect, spec, schema) : null;
    return new TableWrite(spec.table(), columns, keyColumns, spec.write().mode(), charset, schema);
  }

  /** Empty where the table's definition, or its checksum, is not known. */
  public Optional<TableGuard> guard(String database) {
    return schema == null ? Optional.empty() : TableGuard.of(database, table, schema, columns);
  }
}
