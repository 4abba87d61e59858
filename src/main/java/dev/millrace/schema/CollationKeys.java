package dev.millrace.schema;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.schema.KeyComparison.BlindColumn;
import dev.millrace.spec.TableSpec;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.ArrayList;
import java.util.List;

/** Warns of keys that a job fills and that take different values for equal. */
final class CollationKeys {
  private CollationKeys() {}

  static List<Warning> warnings(JobTable job, TableInspection tableInspection) {
    List<Warning> warnings = new ArrayList<>();
    TableSpec spec = job.spec();
    KeyComparison comparison = tableInspection.comparison();
    for (BlindColumn column : comparison.blind()) {
      if (spec.fills(column.column())) {
        warnings.add(warning(job, column, comparison));
      }
    }
    boolean textKey =
        spec.mapping().stream()
            .anyMatch(e -> e.key() && e.type() != null && e.type().base().isText());
    if (tableInspection.table().isEmpty() && comparison.padded() && textKey) {
      warnings.add(
          Warning.at(
              job.at().table(),
              WarningCode.BLIND_COLLATION,
              "this server ("
                  + tableInspection.version()
                  + ") has no collation that compares blanks at the end, so the created table's key"
                  + " will use "
                  + comparison.exact()
                  + ", which takes texts that differ only in them for equal; a VARBINARY column"
                  + " distinguishes them"));
    }
    return warnings;
  }

  private static Warning warning(JobTable job, BlindColumn column, KeyComparison comparison) {
    return Warning.at(
        job.at().table(),
        WarningCode.BLIND_COLLATION,
        "key '"
            + column.key()
            + "' compares column '"
            + column.column()
            + "' ("
            + column.collation()
            + ") without regard to "
            + column.ignored()
            + ": records whose values differ only in that "
            + consequence(job.spec().write().mode())
            + "; "
            + cure(column, comparison));
  }

  private static String consequence(Mode mode) {
    return switch (mode) {
      case INSERT -> "are refused (duplicate-key)";
      case IGNORE -> "are passed over";
      case REPLACE, UPSERT -> "overwrite one another's rows";
    };
  }

  private static String cure(BlindColumn column, KeyComparison comparison) {
    if (column.prefix() > 0) {
      return "make the key of the whole column";
    }
    boolean exact = column.collation().equalsIgnoreCase(comparison.exact());
    if (exact) {
      return "make the column a VARCHAR, which keeps blanks at the end";
    }
    return comparison.exact() == null
        ? "give the column a collation that compares exactly"
        : "give the column COLLATE "
            + comparison.exact()
            + (comparison.padded() ? "" : " (utf8mb4)");
  }
}
