package dev.millrace.answer;

import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import java.time.Instant;
import java.util.List;

/**
 * What a job would do with the newest records.
 *
 * @param tables of the job, in their order; at least one
 * @param records oldest first
 * @param readAt when their reading began
 * @param mappingInferred whether a mapping was made from samples
 * @param unmapped paths of these records that no entry takes
 * @param errors what a check finds
 */
public record PreviewReport(
    List<PreviewedTable> tables,
    List<PreviewedRecord> records,
    Instant readAt,
    boolean mappingInferred,
    List<String> unmapped,
    List<Warning> warnings,
    List<FieldError> errors) {

  public PreviewReport {
    tables = List.copyOf(tables);
    records = List.copyOf(records);
    unmapped = List.copyOf(unmapped);
    warnings = List.copyOf(warnings);
    errors = List.copyOf(errors);
  }

  /** How many of the records have this outcome. */
  public long count(PreviewedRecord.Outcome outcome) {
    return records.stream().filter(record -> record.outcome() == outcome).count();
  }
}
