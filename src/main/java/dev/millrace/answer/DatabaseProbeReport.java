package dev.millrace.answer;

import dev.millrace.model.Column;
import dev.millrace.spec.Dialect;
import java.util.List;

/**
 * What a server is and has, as far as its user may see it.
 *
 * @param version as the server says it, such as {@code 11.4.5-MariaDB}
 * @param dialect that the server speaks, whatever was named
 * @param databases in order of their names, the server's own left out
 * @param moreDatabases whether there are more of them
 * @param tables of the named database, the engine's own left out; empty where none is named
 * @param moreTables whether there are more of them
 * @param table the one that was asked for, or null
 */
public record DatabaseProbeReport(
    String version,
    Dialect dialect,
    Limits limits,
    List<String> databases,
    boolean moreDatabases,
    List<String> tables,
    boolean moreTables,
    Table table) {

  /**
   * What bounds a job there. Null is what the server does not say.
   *
   * @param maxAllowedPacket bytes of the largest packet that it takes
   * @param localInfile whether it takes LOAD DATA LOCAL
   * @param requiresPrimaryKey whether it refuses to create tables without a primary key
   * @param readOnly whether it refuses writes of ordinary users
   * @param maxConnections of all its clients together
   */
  public record Limits(
      long maxAllowedPacket,
      Boolean localInfile,
      Boolean requiresPrimaryKey,
      Boolean readOnly,
      Long maxConnections) {}

  /**
   * A table as it is.
   *
   * @param columns those that a job can fill, in table order; empty where there is no such table
   * @param keys unique ones, the primary key first
   * @param unwritable columns of types that the engine cannot write, as {@code name type}
   */
  public record Table(
      boolean exists, List<Column> columns, List<Key> keys, List<String> unwritable) {
    public Table {
      columns = List.copyOf(columns);
      keys = List.copyOf(keys);
      unwritable = List.copyOf(unwritable);
    }
  }

  /**
   * A unique key.
   *
   * @param name {@code PRIMARY} for the primary key
   */
  public record Key(String name, List<String> columns) {}

  public DatabaseProbeReport {
    databases = List.copyOf(databases);
    tables = List.copyOf(tables);
  }
}
