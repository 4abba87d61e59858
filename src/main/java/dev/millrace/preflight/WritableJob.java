package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.model.TableSchema;
import dev.millrace.schema.CreateTable;
import dev.millrace.schema.JobTable;
import dev.millrace.schema.TableCheck;
import dev.millrace.schema.TableInspection;
import dev.millrace.schema.TablePointers;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.TableSpec;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What rows are made with, without the broker.
 *
 * @param spec with its effective mappings
 * @param tables as they are, in the order of the job's
 */
public record WritableJob(JobSpec spec, List<TableSchema> tables) {
  public WritableJob {
    tables = List.copyOf(tables);
  }

  /**
   * Fails with {@link NotStartableException} where a table is not there or rows cannot be made for
   * it. That a column is of another type than its entry says keeps a job from starting, but no row
   * from being written: the column decides.
   *
   * @param inspect looks at the job's tables, in their order
   */
  static Future<WritableJob> of(JobSpec spec, Supplier<Future<List<TableInspection>>> inspect) {
    List<TablePointers> pointers = TablePointers.of(spec);
    for (int i = 0; i < pointers.size(); i++) {
      if (spec.tables().get(i).infers()) {
        throw new NotStartableException(
            List.of(
                new FieldError(
                    pointers.get(i).mapping(), "the job has no mapping yet: start it first")));
      }
    }
    return inspect.get().map(inspections -> of(spec, inspections));
  }

  private static WritableJob of(JobSpec spec, List<TableInspection> inspections) {
    JobSpec effective = withKeys(spec, inspections);
    List<JobTable> jobs = JobTable.of(effective, effective);
    List<TableSchema> tables = new ArrayList<>();
    List<FieldError> faults = new ArrayList<>();
    for (int i = 0; i < jobs.size(); i++) {
      JobTable job = jobs.get(i);
      Optional<TableSchema> table = inspections.get(i).table();
      if (table.isEmpty()) {
        throw new NotStartableException(
            List.of(
                new FieldError(
                    job.at().table(),
                    "there is no table '" + job.spec().table() + "': start the job")));
      }
      tables.add(table.get());
      faults.addAll(TableCheck.faults(job.untyped(), inspections.get(i)));
    }
    if (!faults.isEmpty()) {
      throw new NotStartableException(faults);
    }
    return new WritableJob(effective, tables);
  }

  /**
   * At least once is made harmless by a key; tables of ours get one where the user names none.
   *
   * @param inspections of all tables, or none where they are not known
   */
  static JobSpec withKeys(JobSpec spec, List<TableInspection> inspections) {
    if (spec.exactlyOnce()) {
      return spec;
    }
    List<TableSpec> keyed = new ArrayList<>();
    for (int i = 0; i < spec.tables().size(); i++) {
      Optional<TableSchema> found =
          inspections.isEmpty() ? Optional.empty() : inspections.get(i).table();
      keyed.add(withKey(spec.tables().get(i), found));
    }
    return spec.withTables(keyed);
  }

  private static TableSpec withKey(TableSpec spec, Optional<TableSchema> found) {
    if (spec.mapping().isEmpty()) {
      return spec;
    }
    List<MappingEntry> keyed = CreateTable.withRecordKey(spec.mapping());
    boolean fits =
        found
            .map(
                table -> keyed.stream().allMatch(entry -> table.column(entry.column()).isPresent()))
            .orElse(true);
    return fits ? spec.withMapping(keyed) : spec;
  }
}
