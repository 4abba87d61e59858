package dev.millrace.dialect;

/**
 * What bounds the tables that are made.
 *
 * @param columns most of one table
 * @param keyBytes most of a primary key, with four bytes for each character of its texts
 * @param decimalDigits most of a DECIMAL
 */
public record Limits(int columns, long keyBytes, int decimalDigits) {
  /** For {@code columns} and {@code keyBytes} of a server that says none. */
  public static final int NONE = Integer.MAX_VALUE;
}
