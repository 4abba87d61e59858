package dev.millrace.preflight;

import dev.millrace.error.FieldError;
import dev.millrace.model.TableSchema;
import dev.millrace.schema.CreateTable;
import dev.millrace.schema.TableCheck;
import dev.millrace.schema.TableInspection;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What rows are made with, without the broker.
 *
 * @param spec with its effective mapping
 */
public record WritableJob(JobSpec spec, TableSchema table) {

  /**
   * Fails with {@link NotStartableException} where the table is not there or rows cannot be made
   * for it. That a column is of another type than its entry says keeps a job from starting, but no
   * row from being written: the column decides.
   */
  static Future<WritableJob> of(JobSpec spec, Supplier<Future<TableInspection>> inspect) {
    if (spec.infers()) {
      throw new NotStartableException(
          List.of(new FieldError("/mapping", "the job has no mapping yet: start it first")));
    }
    return inspect.get().map(inspection -> of(spec, inspection));
  }

  private static WritableJob of(JobSpec spec, TableInspection inspection) {
    if (inspection.table().isEmpty()) {
      String table = spec.destination().table();
      throw new NotStartableException(
          List.of(
              new FieldError(
                  "/destination/table", "there is no table '" + table + "': start the job")));
    }
    JobSpec effective = spec.exactlyOnce() ? spec : withKey(spec, Optional.of(inspection));
    List<FieldError> faults = TableCheck.faults(untyped(effective), inspection);
    if (!faults.isEmpty()) {
      throw new NotStartableException(faults);
    }
    return new WritableJob(effective, inspection.table().get());
  }

  /**
   * At least once is made harmless by a key; a table of ours gets one where the user names none.
   */
  static JobSpec withKey(JobSpec spec, Optional<TableInspection> inspection) {
    List<MappingEntry> keyed = CreateTable.withRecordKey(spec.mapping());
    boolean fits =
        inspection
            .flatMap(TableInspection::table)
            .map(
                table -> keyed.stream().allMatch(entry -> table.column(entry.column()).isPresent()))
            .orElse(true);
    return fits ? spec.withMapping(keyed) : spec;
  }

  /** Without the types that entries say: the table's count. */
  static JobSpec untyped(JobSpec spec) {
    return spec.withMapping(spec.mapping().stream().map(MappingEntry::withoutType).toList());
  }
}
