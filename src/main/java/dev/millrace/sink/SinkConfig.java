package dev.millrace.sink;

import dev.millrace.flow.LaneId;
import dev.millrace.model.Destination;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.TableSchema;
import dev.millrace.model.WriteSpec.Method;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.schema.LoadSupport;
import dev.millrace.schema.TableGuard;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What one lane's sink needs to know.
 *
 * @param destination with the password resolved
 * @param columns target columns in the order of the values in every row tuple
 * @param keyColumns those of {@code columns} that an upsert does not update
 * @param loadCharset what LOAD DATA calls the rows' character set, or null where rows must not go
 *     that way even though the server allows it
 * @param table as it was when the rows' columns were read, or null where that is not known
 */
public record SinkConfig(
    LaneId lane,
    JobSpec spec,
    Destination destination,
    List<String> columns,
    List<String> keyColumns,
    String loadCharset,
    DatabaseTimeouts patience,
    TableSchema table) {

  public SinkConfig {
    columns = List.copyOf(columns);
    keyColumns = List.copyOf(keyColumns);
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a row has at least one column");
    }
  }

  /** For a table of which nothing else is known. */
  public SinkConfig(
      LaneId lane,
      JobSpec spec,
      Destination destination,
      List<String> columns,
      List<String> keyColumns,
      String loadCharset,
      DatabaseTimeouts patience) {
    this(lane, spec, destination, columns, keyColumns, loadCharset, patience, null);
  }

  /**
   * For a table as it is: key columns are the mapped ones of its primary key, or where it has none
   * the mapping's key entries.
   */
  public static SinkConfig of(
      LaneId lane, JobSpec spec, Destination destination, List<String> columns, TableSchema table) {
    Set<String> keys =
        (table.primaryKey().isEmpty()
                ? spec.mapping().stream().filter(MappingEntry::key).map(MappingEntry::column)
                : table.primaryKey().stream())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    List<String> keyColumns =
        columns.stream().filter(name -> keys.contains(name.toLowerCase(Locale.ROOT))).toList();
    boolean loads =
        spec.write().method() != Method.INSERT && LoadSupport.objection(spec, table).isEmpty();
    String charset = loads ? LoadSupport.charset(spec, table) : null;
    return new SinkConfig(
        lane, spec, destination, columns, keyColumns, charset, DatabaseTimeouts.DEFAULT, table);
  }

  public SinkConfig withPatience(DatabaseTimeouts other) {
    return new SinkConfig(lane, spec, destination, columns, keyColumns, loadCharset, other, table);
  }

  /** The job's name, as the ledger and the quarantine know it. */
  public String job() {
    return lane.job();
  }

  /** Null where the table's definition is not known. */
  public TableGuard guard() {
    return table == null ? null : TableGuard.of(destination, table, columns);
  }

  /** Whether rows and ledger move in one transaction. */
  public boolean exactlyOnce() {
    return spec.exactlyOnce() && destination.dialect().hasTransactions();
  }
}
