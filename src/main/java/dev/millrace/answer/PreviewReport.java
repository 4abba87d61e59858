package dev.millrace.answer;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.model.Labelled;
import dev.millrace.spec.MappingEntry;
import java.util.List;

/**
 * What a job would do with the newest records.
 *
 * @param columns in the order of the records' values
 * @param records oldest first
 * @param statements the INSERT with the first few rows; empty without rows
 * @param createTable where the job would create the table, else null
 * @param table where the columns come from
 * @param mappingInferred whether the mapping was made from samples
 * @param unmapped paths of these records that no entry takes
 * @param errors what a check finds
 */
public record PreviewReport(
    List<String> columns,
    List<PreviewedRecord> records,
    List<String> statements,
    String createTable,
    Table table,
    List<MappingEntry> mapping,
    boolean mappingInferred,
    List<String> unmapped,
    List<Warning> warnings,
    List<FieldError> errors) {

  /** Where the columns come from. */
  public enum Table implements Labelled {
    /** The table as it is. */
    EXISTING,
    /** As the job would create it. */
    MISSING,
    /** As the job would create it, for the database could not be asked. */
    UNKNOWN
  }

  public PreviewReport {
    columns = List.copyOf(columns);
    records = List.copyOf(records);
    statements = List.copyOf(statements);
    mapping = List.copyOf(mapping);
    unmapped = List.copyOf(unmapped);
    warnings = List.copyOf(warnings);
    errors = List.copyOf(errors);
  }

  /** How many of the records have this outcome. */
  public long count(PreviewedRecord.Outcome outcome) {
    return records.stream().filter(record -> record.outcome() == outcome).count();
  }
}
