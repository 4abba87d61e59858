package dev.millrace.answer;

import dev.millrace.error.ReplayRejection;
import dev.millrace.model.QuarantinePlace;
import java.util.List;

/**
 * What a replay did with the chosen records.
 *
 * @param written records in the table now and no longer in quarantine
 * @param nulledFields of those
 * @param roundedFields of those
 * @param stayed records that are in quarantine still
 * @param missing chosen records that were not there (any more)
 * @param next behind which the rest is, where time was up, else null
 * @param records those that stayed, the first ones
 */
public record ReplayReport(
    long written,
    long nulledFields,
    long roundedFields,
    long stayed,
    long missing,
    QuarantinePlace next,
    List<ReplayRejection> records) {
  public ReplayReport {
    records = List.copyOf(records);
  }
}
