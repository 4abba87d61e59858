package dev.millrace.coerce;

/**
 * A decimal number taken apart, exactly, from its text; reused, do not keep.
 *
 * <p>The value is 0.d₀d₁…dₙ₋₁ × 10<sup>point</sup> with n = {@link #count} digits, the first and
 * the last of them not 0; zero has no digits. So the number is integral when {@code count <= point}
 * and has {@code max(0, point)} digits before its decimal point, which is known without ever
 * writing it out: {@code 1e999999999} costs no more than {@code 1e9}.
 *
 * <p>Grammar: JSON's, and in strings also what MySQL's own conversion takes: a leading plus,
 * leading zeros, and no digit on one side of the point ({@code .5}, {@code 5.}). Not blanks around
 * the number (the server takes them, with a note when they trail), not {@code 0x1F}, {@code NaN} or
 * {@code Infinity}.
 *
 * <p>Cost: linear in the text, no allocation.
 */
final class Digits {
  /**
   * Exponents are cut here: far beyond any column's range, and far from overflow when lengths are
   * added.
   */
  private static final long EXPONENT_LIMIT = 1L << 40;

  private byte[] text;
  private int wholeFrom;
  private int wholeLength;
  private int fractionFrom;
  private int first;
  private int end;

  private boolean negative;
  private boolean exponent;
  private boolean sqlLiteral;
  private long point;
  private long magnitude;

  /** Takes {@code [from, to)} apart; false when it is no number. */
  boolean parse(byte[] b, int from, int to) {
    text = b;
    int i = from;
    negative = i < to && b[i] == '-';
    if (i < to && (b[i] == '-' || b[i] == '+')) {
      i++;
    }
    wholeFrom = i;
    i = afterDigits(b, i, to);
    wholeLength = i - wholeFrom;
    fractionFrom = i;
    int fractionLength = 0;
    if (i < to && b[i] == '.') {
      fractionFrom = i + 1;
      i = afterDigits(b, fractionFrom, to);
      fractionLength = i - fractionFrom;
    }
    if (wholeLength + fractionLength == 0) {
      return false;
    }
    sqlLiteral = wholeLength > 0 && b[i - 1] != '.' && b[from] != '+';
    long power = 0;
    exponent = i < to && (b[i] == 'e' || b[i] == 'E');
    if (exponent) {
      i++;
      boolean down = i < to && b[i] == '-';
      if (i < to && (b[i] == '-' || b[i] == '+')) {
        i++;
      }
      int digitsFrom = i;
      for (; i < to && isDigit(b[i]); i++) {
        power = Math.min(EXPONENT_LIMIT, power * 10 + (b[i] - '0'));
      }
      if (i == digitsFrom) {
        return false;
      }
      power = down ? -power : power;
    }
    trimZeros(fractionLength, power);
    return i == to;
  }

  private void trimZeros(int fractionLength, long power) {
    first = 0;
    end = wholeLength + fractionLength;
    while (first < end && raw(first) == '0') {
      first++;
    }
    while (end > first && raw(end - 1) == '0') {
      end--;
    }
    point = first == end ? 0 : wholeLength - first + power;
  }

  boolean isNegative() {
    return negative;
  }

  boolean isZero() {
    return first == end;
  }

  /** Whether the text has an exponent. */
  boolean hasExponent() {
    return exponent;
  }

  /**
   * Whether the text has JSON's form but for leading zeros, so that every server reads it as a
   * number.
   */
  boolean isSqlLiteral() {
    return sqlLiteral;
  }

  int count() {
    return end - first;
  }

  long point() {
    return point;
  }

  boolean isIntegral() {
    return count() <= point || isZero();
  }

  /** The digit at {@code index}, 0 to 9; 0 beyond the last one. */
  int digit(int index) {
    return index < count() ? raw(first + index) - '0' : 0;
  }

  /**
   * Computes {@link #magnitude} of an integral number.
   *
   * @return false when it is above 2^64 - 1
   */
  boolean computeMagnitude() {
    magnitude = 0;
    if (point > 20) {
      return false;
    }
    int safe = (int) Math.min(point, 19); // 19 digits fit any unsigned long
    for (int i = 0; i < safe; i++) {
      magnitude = magnitude * 10 + digit(i);
    }
    if (point > safe) {
      int digit = digit(safe);
      if (Long.compareUnsigned(magnitude, Long.divideUnsigned(-1L - digit, 10)) > 0) {
        return false;
      }
      magnitude = magnitude * 10 + digit;
    }
    return true;
  }

  /** The absolute value as an unsigned 64-bit number, after {@link #computeMagnitude} said true. */
  long magnitude() {
    return magnitude;
  }

  private byte raw(int index) {
    return index < wholeLength ? text[wholeFrom + index] : text[fractionFrom + index - wholeLength];
  }

  private static int afterDigits(byte[] b, int from, int to) {
    int i = from;
    while (i < to && isDigit(b[i])) {
      i++;
    }
    return i;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}
