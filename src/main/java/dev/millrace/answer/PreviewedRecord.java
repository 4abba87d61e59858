package dev.millrace.answer;

import dev.millrace.model.FieldSample;
import dev.millrace.model.Labelled;
import java.util.List;

/**
 * What would become of one record.
 *
 * @param rows values in the order of the table's columns, read back from the SQL; empty unless
 *     written. Text, Long, BigInteger, BigDecimal, null, or a Map for what JSON cannot say; where
 *     values were asked for as text, there are no numbers, and a Map for each text that is cut
 * @param rounded fields that lose digits, the first 20, with the text they had
 */
public record PreviewedRecord(
    String topic,
    int partition,
    long offset,
    Outcome outcome,
    List<List<Object>> rows,
    List<Problem> problems,
    List<FieldSample> rounded) {

  /** What becomes of a record. */
  public enum Outcome implements Labelled {
    WRITTEN,
    /** Written, with NULL for some of its fields. */
    NULLED,
    QUARANTINED,
    STOP,
    /** Counted and passed over: it has no value. */
    TOMBSTONE
  }

  /**
   * Why a field or a record does not fit.
   *
   * @param kind a {@link dev.millrace.error.RejectKind}'s label
   * @param code a {@link dev.millrace.error.RejectCode}'s label
   * @param table that the record does not fit; null where no one table is to blame
   * @param column null where no one column is to blame
   * @param value the offending text, cut, or null
   */
  public record Problem(
      String kind,
      String code,
      String table,
      String column,
      String path,
      String value,
      String reason) {}
}
