package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;

/**
 * Integers: TINYINT to BIGINT, signed or not, and BIT(n) as the unsigned integer of its bits.
 *
 * <p>Takes number literals and numeric strings whose value is integral ({@code 1.0}, {@code
 * 1200e-2}, decided exactly from the text), {@code true} and {@code false} as 1 and 0; TINYINT(1)
 * also the strings {@code "true"} and {@code "false"}. Minus zero is 0. What is neither integral
 * nor in range is FRACTION_LOST.
 *
 * <p>The literal of a BIT value is decimal: a quoted text would be taken for the bits of its
 * characters.
 */
final class IntegerCoercion extends ScalarCoercion {
  /** As many digits as surely fit an unsigned long. */
  private static final int SHORT_DIGITS = 19;

  private final long least;
  private final long most;
  private final boolean words;
  private final Digits digits = new Digits();

  /**
   * @param least smallest value, 0 or negative
   * @param most largest value, as an unsigned number
   * @param words whether the strings "true" and "false" are taken too
   */
  private IntegerCoercion(long least, long most, boolean words) {
    super(RejectCode.NOT_A_NUMBER);
    this.least = least;
    this.most = most;
    this.words = words;
  }

  static IntegerCoercion of(ColumnType type) {
    int bits = bits(type);
    boolean words = type.base() == Base.TINYINT && type.length() == 1;
    return type.unsigned() || type.base() == Base.BIT
        ? new IntegerCoercion(0, -1L >>> (64 - bits), words)
        : new IntegerCoercion(-1L << (bits - 1), -1L >>> (65 - bits), words);
  }

  private static int bits(ColumnType type) {
    return switch (type.base()) {
      case TINYINT -> 8;
      case SMALLINT -> 16;
      case MEDIUMINT -> 24;
      case INT -> 32;
      case BIGINT -> 64;
      case BIT -> (int) type.length();
      default -> throw new IllegalArgumentException(type.sql() + " is not an integer type");
    };
  }

  @Override
  RejectCode number(byte[] b, int from, int to, SqlText out) {
    boolean negative = from < to && b[from] == '-';
    int start = negative ? from + 1 : from;
    if (start < to && to - start <= SHORT_DIGITS) {
      long value = 0;
      int i = start;
      for (; i < to; i++) {
        int digit = b[i] - '0';
        if (digit < 0 || digit > 9) {
          break;
        }
        value = value * 10 + digit;
      }
      if (i == to) {
        if (!inRange(negative, value)) {
          return RejectCode.OUT_OF_RANGE;
        }
        if (b[start] == '0') {
          out.integer(negative ? -value : value);
        } else {
          out.append(b, from, to); // already the shortest literal
        }
        return null;
      }
    }
    return unusual(b, from, to, out);
  }

  /** Long literals, and those with a fraction, an exponent or a plus. */
  private RejectCode unusual(byte[] b, int from, int to, SqlText out) {
    if (!digits.parse(b, from, to)) {
      return RejectCode.NOT_A_NUMBER;
    }
    if (!digits.isIntegral()) {
      return RejectCode.FRACTION_LOST;
    }
    if (!digits.computeMagnitude() || !inRange(digits.isNegative(), digits.magnitude())) {
      return RejectCode.OUT_OF_RANGE;
    }
    if (digits.isNegative() && !digits.isZero()) {
      out.append((byte) '-');
    }
    out.unsigned(digits.magnitude());
    return null;
  }

  private boolean inRange(boolean negative, long magnitude) {
    return negative
        ? Long.compareUnsigned(magnitude, -least) <= 0
        : Long.compareUnsigned(magnitude, most) <= 0;
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    if (words && is("true", b, from, to)) {
      return truth(true, b, from, to, out);
    }
    if (words && is("false", b, from, to)) {
      return truth(false, b, from, to, out);
    }
    return number(b, from, to, out);
  }

  @Override
  RejectCode truth(boolean value, byte[] b, int from, int to, SqlText out) {
    out.append((byte) (value ? '1' : '0'));
    return null;
  }

  @Override
  public String expected() {
    String range = "an integer from " + least + " to " + Long.toUnsignedString(most);
    return words ? range + ", true or false" : range;
  }
}
