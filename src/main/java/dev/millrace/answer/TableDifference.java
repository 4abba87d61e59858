package dev.millrace.answer;

import dev.millrace.model.Labelled;

/**
 * Where samples and a table disagree.
 *
 * @param path of the values, or null where there is none
 * @param type the suggested one for the missing column; null where the job's own entry has it
 * @param columnType as the table has it; null where the difference is not of types
 * @param required the column that no path fills is NOT NULL without default
 * @param values how many do not fit
 * @param code a {@link dev.millrace.error.RejectCode}'s label: why the first of them does not fit
 * @param example the first of them, cut
 * @param reason the same for people
 */
public record TableDifference(
    Kind kind,
    String column,
    String path,
    String type,
    String columnType,
    boolean required,
    long values,
    String code,
    String example,
    String reason) {

  /** What disagrees. Components that a kind does not name are null, false or 0. */
  public enum Kind implements Labelled {
    /** The table has no column for the path. */
    MISSING_IN_TABLE,
    /** No path fills the column. */
    MISSING_IN_DATA,
    /** The column's type cannot hold some of the values. */
    TYPE_CANNOT_HOLD,
    /** The column is NOT NULL, and the path is absent or null in some rows. */
    NULL_NOT_ALLOWED
  }

  public static TableDifference missingInTable(String column, String path, String type) {
    return new TableDifference(
        Kind.MISSING_IN_TABLE, column, path, type, null, false, 0, null, null, null);
  }

  public static TableDifference missingInData(String column, String columnType, boolean required) {
    return new TableDifference(
        Kind.MISSING_IN_DATA, column, null, null, columnType, required, 0, null, null, null);
  }

  public static TableDifference nullNotAllowed(String column, String path, long values) {
    return new TableDifference(
        Kind.NULL_NOT_ALLOWED, column, path, null, null, false, values, null, null, null);
  }

  public static TableDifference typeCannotHold(
      String column,
      String path,
      String columnType,
      long values,
      String code,
      String example,
      String reason) {
    return new TableDifference(
        Kind.TYPE_CANNOT_HOLD,
        column,
        path,
        null,
        columnType,
        false,
        values,
        code,
        example,
        reason);
  }
}
