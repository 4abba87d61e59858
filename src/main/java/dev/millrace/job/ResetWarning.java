package dev.millrace.job;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.schema.JobTable;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.List;

/** Says of a job that was reset what its table's rows mean for its next start. */
final class ResetWarning {
  private ResetWarning() {}

  /**
   * One warning for each table; none where rows of equal keys take one another's place or are
   * passed over, or where the job starts behind all that it wrote.
   */
  static List<Warning> of(JobSpec spec) {
    if (spec.start().at() == OffsetSpec.At.LATEST) {
      return List.of();
    }
    return JobTable.of(spec, spec).stream().flatMap(table -> of(table).stream()).toList();
  }

  private static List<Warning> of(JobTable table) {
    boolean insert = table.spec().write().mode() == Mode.INSERT;
    boolean keyed = table.spec().mapping().stream().anyMatch(MappingEntry::key);
    if (keyed && !insert) {
      return List.of();
    }
    return List.of(
        Warning.at(
            table.at().mode(),
            WarningCode.ROWS_WRITTEN_AGAIN,
            "the next start reads from the job's start position again, and table '"
                + table.spec().table()
                + "' keeps the rows that it has: "
                + (insert
                    ? "where a key of the table has them the job stops (duplicate-key), where none"
                        + " does they are there twice. Empty the table first, or set write.mode to"
                        + " \"replace\" or \"upsert\" and give the table a key"
                    : "the mapping has no key, and where the table has none either they are there"
                        + " twice. Empty the table first, or give the table a key")));
  }
}
