package dev.millrace.model;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The destination table as it is.
 *
 * @param engine storage engine's name such as {@code InnoDB}
 * @param transactional whether that engine has transactions
 * @param columns in table order
 * @param primaryKey names of the primary key's columns in key order, empty where there is none
 * @param uniqueKeys columns of each unique key by the key's name, the primary key among them
 * @param insertTrigger whether a trigger that the user can see fires before an INSERT
 * @param checksum of this definition, or null where the server does not make one
 */
public record TableSchema(
    String database,
    String table,
    String engine,
    boolean transactional,
    List<Column> columns,
    List<String> primaryKey,
    Map<String, List<String>> uniqueKeys,
    boolean insertTrigger,
    TableChecksum checksum) {

  public TableSchema {
    columns = List.copyOf(columns);
    primaryKey = List.copyOf(primaryKey);
    uniqueKeys = Map.copyOf(uniqueKeys);
  }

  /** A table of which no more is known, such as one that is still to be made. */
  public TableSchema(
      String database,
      String table,
      String engine,
      boolean transactional,
      List<Column> columns,
      List<String> primaryKey) {
    this(database, table, engine, transactional, columns, primaryKey, Map.of(), false, null);
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
    return new TableSchema(
        database,
        table,
        engine,
        transactional,
        open,
        primaryKey,
        uniqueKeys,
        insertTrigger,
        checksum);
  }
}
