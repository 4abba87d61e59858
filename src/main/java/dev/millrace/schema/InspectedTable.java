package dev.millrace.schema;

import dev.millrace.model.TableSchema;
import dev.millrace.spec.MappingEntry;
import java.util.List;
import java.util.Optional;

/** One of a job's tables and what was found of it. */
public record InspectedTable(JobTable job, TableInspection found) {

  public Optional<TableSchema> table() {
    return found.table();
  }

  /** Columns that the job fills and that are there; all of them where there is no table yet. */
  public List<String> columns() {
    return job.spec().mapping().stream()
        .map(MappingEntry::column)
        .filter(name -> table().map(there -> there.column(name).isPresent()).orElse(true))
        .toList();
  }

  /**
   * Columns by which the job tells rows apart: those of the primary key that it fills, or where the
   * table has none its own key entries.
   */
  public List<String> keyColumns() {
    List<String> primary = table().map(TableSchema::primaryKey).orElse(List.of());
    return columns().stream()
        .filter(
            name ->
                primary.isEmpty()
                    ? job.spec().mapping().stream()
                        .anyMatch(entry -> entry.key() && entry.column().equals(name))
                    : primary.stream().anyMatch(name::equalsIgnoreCase))
        .toList();
  }

  /** The same with the columns that are there deciding, whatever types the entries say. */
  public InspectedTable untyped() {
    return new InspectedTable(job.untyped(), found);
  }

  /** Whether it is not there. */
  public boolean isMissing() {
    return table().isEmpty();
  }
}
