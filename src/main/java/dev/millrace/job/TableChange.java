package dev.millrace.job;

import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What is said of a table that was altered while its job ran. */
final class TableChange {
  /** Under which the board keeps the warning. */
  static final String ORIGIN = "table-change";

  static final String MESSAGE =
      "the table was altered while the job ran; its columns are read anew and the lanes start again"
          + " with them";

  private TableChange() {}

  static List<Warning> warning(Instant seen) {
    return List.of(
        Warning.of(
            WarningCode.TABLE_CHANGED,
            MESSAGE + " (last seen at " + seen.truncatedTo(ChronoUnit.SECONDS) + ")"));
  }
}
