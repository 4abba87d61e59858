package dev.millrace.lane;

import dev.millrace.decode.FlattenPlan;
import dev.millrace.decode.Limits;
import dev.millrace.model.Column;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The mapping of one of a job's tables compiled against that table. Immutable; made anew for each
 * lane, since dictionaries learn.
 *
 * @param index in the job's tables
 * @param mode what becomes of a row whose key is there already
 * @param targets the columns in the order of the values in each row
 */
public record TablePlan(
    int index,
    String table,
    WriteSpec.Mode mode,
    List<ColumnBinding> targets,
    FlattenPlan flatten) {

  public TablePlan {
    targets = List.copyOf(targets);
  }

  static TablePlan compile(int index, JobSpec job, TableSpec spec, TableSchema schema) {
    List<ColumnBinding> targets = new ArrayList<>();
    for (MappingEntry entry : spec.mapping()) {
      Column column =
          schema
              .column(entry.column())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "table " + schema.table() + " has no column " + entry.column()));
      targets.add(ColumnBinding.of(spec.table(), entry, column, job));
    }
    FlattenPlan flatten =
        FlattenPlan.compile(
            paths(Stream.of(spec)),
            paths(job.tables().stream().filter(other -> other != spec)),
            job.parse(),
            Limits.DEFAULT);
    return new TablePlan(index, spec.table(), spec.write().mode(), targets, flatten);
  }

  private static List<FieldPath> paths(Stream<TableSpec> tables) {
    return tables.flatMap(table -> table.mapping().stream()).map(MappingEntry::path).toList();
  }

  /** The table's columns in the order of the values in each row. */
  public List<String> columns() {
    return targets.stream().map(t -> t.column().name()).toList();
  }
}
