package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;

/**
 * What turns the values of one path into SQL literals of one column.
 *
 * <p>Compiled once when a lane starts ({@link Coercions}). Not thread-safe: it keeps scratch space
 * for escaped strings and for numbers that need rounding. Lanes compile their own.
 */
public abstract class Coercion {

  Coercion() {}

  /**
   * Appends the literal of one value.
   *
   * @param kind never ABSENT, NULL or WRONG_SHAPE
   * @param bytes holds the value in {@code [from, to)}, as {@link ValueKind} says; not changed, not
   *     kept. For STRING and ESCAPED the quotes stand at {@code from - 1} and {@code to}.
   * @param out may hold a part of a literal after a reject: the caller truncates it
   * @return null when the literal was appended, else why the value does not fit. Where the column
   *     {@link #rounds}, FRACTION_LOST means that the rounded literal was appended: the caller
   *     keeps or truncates it
   */
  public abstract RejectCode write(ValueKind kind, byte[] bytes, int from, int to, SqlText out);

  /**
   * Whether the column takes values with more digits than it keeps, rounded. Binary floating point
   * does not count: it is approximate by definition.
   */
  public boolean rounds() {
    return false;
  }

  /** What the column would have accepted, as in "an integer from -128 to 127". */
  public abstract String expected();
}
