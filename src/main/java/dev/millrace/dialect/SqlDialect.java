package dev.millrace.dialect;

import dev.millrace.model.ColumnType;

/**
 * One kind of server. Whoever sends it SQL asks here what it can and what its words are, and never
 * for its name. Immutable; any thread.
 */
public interface SqlDialect {
  /** The product's name, for sentences. */
  String title();

  boolean can(Feature feature);

  Limits limits();

  /**
   * Whether a server that says this version speaks it.
   *
   * @param version such as {@code 11.4.5-MariaDB}
   */
  boolean isOf(String version);

  /**
   * The type that {@code information_schema} gives, or null where rows cannot be written to it as
   * text (geometry, vectors). UUID and INET types take text, so they are CHAR here.
   *
   * @param columnType such as {@code int(10) unsigned}
   * @param dataType such as {@code int}
   */
  ColumnType read(String columnType, String dataType);

  /** The type as it stands in a CREATE TABLE. */
  String type(ColumnType type);

  /** What a key column of a created table has in place of the type that the mapping says. */
  ColumnType inKey(ColumnType type);

  /** What {@link #read} will say of a column that is created with this type. */
  ColumnType stored(ColumnType type, boolean key);

  /** Why no column can be created with this type, for a person, or null. */
  String objection(ColumnType type, boolean key);

  /**
   * The collation of text columns in keys of created tables, on a server as new as the dialect says
   * that was not asked; null for the server's default.
   */
  String keyCollation();

  /** The engine that a created table gets, or the empty text where there are none. */
  String engine();

  /**
   * What a CREATE TABLE ends with, from the closing parenthesis on.
   *
   * @param keyColumns of the primary key as SQL, joined by commas; empty where there is none
   */
  String tableEnd(String keyColumns);

  /** Type of a column in a table of the engine's own. */
  String type(EngineColumn column);
}
