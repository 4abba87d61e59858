package dev.millrace.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The destination table as it is.
 *
 * @param engine storage engine's name such as {@code InnoDB}
 * @param transactional whether that engine has transactions
 * @param columns in table order
 * @param primaryKey names of the primary key's columns in key order, empty where there is none
 */
public record TableSchema(
    String database,
    String table,
    String engine,
    boolean transactional,
    List<Column> columns,
    List<String> primaryKey) {

  public TableSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
  }

  /** The column of this name, compared without case as MySQL does. */
  public Optional<Column> column(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    return columns.stream()
        .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }

  /**
   * The same table with columns that all take NULL, so that every value can be judged by itself.
   */
  public TableSchema takingNull() {
    List<Column> open =
        columns.stream()
            .map(c -> new Column(c.name(), c.type(), true, c.hasDefault(), false, c.charset()))
            .toList();
    return new TableSchema(database, table, engine, transactional, open, primaryKey);
  }
}
