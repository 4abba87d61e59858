package dev.millrace.schema;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.Column;
import dev.millrace.spec.WriteSpec.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the table itself does when rows are written: triggers, and keys of other tables. */
final class TableTriggers {
  private TableTriggers() {}

  /** Whether a trigger before INSERT sets the column. */
  static boolean fills(TableInspection tableInspection, String column) {
    String name = Pattern.quote(column);
    String tick = Pattern.quote(column.replace("`", "``"));
    Pattern sets =
        Pattern.compile(
            "\\bnew\\s*\\.\\s*(?:" + name + "\\b|`" + tick + "`)\\s*:?=",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return tableInspection.details().triggerText().stream().anyMatch(t -> sets.matcher(t).find());
  }

  /** Of a table that is there. */
  static List<Warning> warnings(JobTable job, TableInspection tableInspection) {
    List<Warning> warnings = new ArrayList<>();
    if (tableInspection.table().isEmpty()) {
      return warnings;
    }
    String table = "table '" + job.spec().table() + "'";
    for (Column column : tableInspection.table().get().columns()) {
      if (!job.spec().fills(column.name())
          && !column.nullable()
          && !column.hasDefault()
          && fills(tableInspection, column.name())) {
        warnings.add(
            Warning.at(
                job.at().mapping(),
                WarningCode.FILLED_BY_TRIGGER,
                "column '"
                    + column.name()
                    + "' of "
                    + table
                    + " is NOT NULL and no entry fills it; a trigger does, and where it sets none"
                    + " the row is refused"));
      }
    }
    if (job.spec().write().mode() == Mode.REPLACE) {
      for (String child : tableInspection.details().cascades()) {
        warnings.add(
            Warning.at(
                job.at().mode(),
                WarningCode.CASCADE,
                "replace deletes the row that it overwrites in "
                    + table
                    + ", and "
                    + child
                    + "; use upsert, which changes the row in place"));
      }
      for (String trigger : tableInspection.details().deleteTriggers()) {
        warnings.add(
            Warning.at(
                job.at().mode(),
                WarningCode.CASCADE,
                "replace deletes the row that it overwrites in "
                    + table
                    + ", and so fires its trigger '"
                    + trigger
                    + "'; use upsert, which changes the row in place"));
      }
    }
    if (job.spec().write().mode() == Mode.IGNORE) {
      for (String trigger : tableInspection.details().updateTriggers()) {
        warnings.add(
            Warning.at(
                job.at().mode(),
                WarningCode.CASCADE,
                "where a row is there already, ignore fires the trigger '"
                    + trigger
                    + "' on UPDATE of "
                    + table
                    + ", which may change that row"));
      }
    }
    return warnings;
  }

  /**
   * What a deleted row does to the rows of a child, as a sentence's part.
   *
   * @param rule of the foreign key, such as {@code CASCADE}
   */
  static String cascade(String child, String rule) {
    return rule.toUpperCase(Locale.ROOT).equals("CASCADE")
        ? "with it the rows of '" + child + "' that refer to it (ON DELETE CASCADE)"
        : "the rows of '"
            + child
            + "' that refer to it lose the reference (ON DELETE "
            + rule
            + ")";
  }
}
