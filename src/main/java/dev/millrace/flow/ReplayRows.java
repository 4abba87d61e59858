package dev.millrace.flow;

import dev.millrace.error.ReplayRejection;
import dev.millrace.model.Sample;
import java.util.Map;

/**
 * Quarantined records as rows, encoded as a lane does.
 *
 * @param rows rows alone: it moves nothing in the ledger
 * @param records for each row of each segment the index of its record
 * @param nulledFields for each record the fields that became NULL
 * @param roundedFields for each record the fields that lost digits
 * @param refused why a record has no rows, by its index
 */
public record ReplayRows(
    RowBatch rows,
    int[][] records,
    int[] nulledFields,
    int[] roundedFields,
    Map<Integer, Refusal> refused) {
  /**
   * @param kind a reject kind's label, or {@code engine} where the record could not be tried
   * @param table that it does not fit; null where no one table is to blame
   */
  public record Refusal(
      String kind, String code, String table, String column, String path, String reason) {

    /** As it is told of this record. */
    public ReplayRejection of(Sample record) {
      return new ReplayRejection(
          record.topic(),
          record.partition(),
          record.offset(),
          kind,
          code,
          table,
          column,
          path,
          reason);
    }
  }
}
