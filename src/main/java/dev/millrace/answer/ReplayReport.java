package dev.millrace.answer;

import dev.millrace.error.ReplayRejection;
import dev.millrace.model.QuarantinePlace;
import java.util.List;

/**
 * What a replay did with the chosen records, or would do.
 *
 * @param dryRun whether nothing was written: the counts are of what would be
 * @param written records in the table now and no longer in quarantine
 * @param nulledFields of those
 * @param roundedFields of those
 * @param stayed records that are in quarantine still
 * @param missing chosen records that were not there (any more)
 * @param next behind which the rest is, where time was up, else null
 * @param causes why records stayed, the most frequent one first
 * @param records those that stayed, the first ones
 */
public record ReplayReport(
    boolean dryRun,
    long written,
    long nulledFields,
    long roundedFields,
    long stayed,
    long missing,
    QuarantinePlace next,
    List<Cause> causes,
    List<ReplayRejection> records) {
  public ReplayReport {
    causes = List.copyOf(causes);
    records = List.copyOf(records);
  }

  /**
   * Records that stayed and do not fit the same.
   *
   * @param table null where no one table is to blame
   * @param column null where no one column is to blame
   * @param examples the first ones
   */
  public record Cause(
      String table, String code, String column, long count, List<ReplayRejection> examples) {
    /** So many are told apart, those that were met first. */
    public static final int MAX_CAUSES = 200;

    public static final int MAX_EXAMPLES = 3;

    public Cause {
      examples = List.copyOf(examples);
    }
  }
}
