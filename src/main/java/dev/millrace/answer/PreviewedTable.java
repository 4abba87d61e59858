package dev.millrace.answer;

import dev.millrace.model.Labelled;
import dev.millrace.spec.MappingEntry;
import java.util.List;

/**
 * What a job would do with one of its tables.
 *
 * @param columns in the order of the values in its rows
 * @param statements the INSERT with the first few rows; empty without rows
 * @param createTable where the job would create the table, else null
 * @param state where the columns come from
 */
public record PreviewedTable(
    String table,
    List<String> columns,
    List<String> statements,
    String createTable,
    State state,
    List<MappingEntry> mapping) {

  /** Where the columns come from. */
  public enum State implements Labelled {
    /** The table as it is. */
    EXISTING,
    /** As the job would create it. */
    MISSING,
    /** As the job would create it, for the database could not be asked. */
    UNKNOWN
  }

  public PreviewedTable {
    columns = List.copyOf(columns);
    statements = List.copyOf(statements);
    mapping = List.copyOf(mapping);
  }
}
