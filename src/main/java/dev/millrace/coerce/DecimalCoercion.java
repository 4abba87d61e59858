package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;

/**
 * DECIMAL(p,s): number literals and numeric strings, exact from the text, rounded half away from
 * zero to s digits as the server does (which says so in no more than a note); FRACTION_LOST says
 * that a digit other than 0 was lost.
 *
 * <p>OUT_OF_RANGE when more than p - s digits stand before the point, also when rounding carries
 * there; any negative number in an unsigned column, also one that would round to 0, which the
 * server refuses.
 *
 * <p>Cost: a literal that fits as it is, is copied; no value allocates.
 */
final class DecimalCoercion extends ScalarCoercion {
  private final int precision;
  private final int scale;
  private final boolean unsigned;
  private final Digits digits = new Digits();

  /**
   * The value as an integer of units 10^-scale, most significant digit first; digit 0 takes the
   * carry.
   */
  private final byte[] rounded;

  DecimalCoercion(ColumnType type) {
    super(RejectCode.NOT_A_NUMBER);
    precision = (int) type.length();
    scale = type.scale();
    unsigned = type.unsigned();
    rounded = new byte[precision + 1];
  }

  @Override
  RejectCode number(byte[] b, int from, int to, SqlText out) {
    if (fitsAsItIs(b, from, to)) {
      out.append(b, from, to);
      return null;
    }
    if (!digits.parse(b, from, to)) {
      return RejectCode.NOT_A_NUMBER;
    }
    if (digits.isZero()) {
      out.append((byte) '0');
      return null;
    }
    if ((unsigned && digits.isNegative()) || digits.point() > precision - scale) {
      return RejectCode.OUT_OF_RANGE;
    }
    return rounded(out);
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    return number(b, from, to, out);
  }

  /** Whether this is a plain literal, without exponent, that the column holds digit for digit. */
  private boolean fitsAsItIs(byte[] b, int from, int to) {
    int i = from;
    if (i < to && b[i] == '-') {
      if (unsigned) {
        return false;
      }
      i++;
    }
    if (i < to && b[i] == '0') {
      i++; // takes no room: all digits of DECIMAL(2,2) stand after the point
    }
    int wholeFrom = i;
    while (i < to && b[i] >= '0' && b[i] <= '9') {
      i++;
    }
    if (i - wholeFrom > precision - scale || i == from || b[i - 1] == '-') {
      return false;
    }
    if (i == to) {
      return true;
    }
    int fractionFrom = i + 1;
    if (b[i] != '.' || fractionFrom == to || to - fractionFrom > scale) {
      return false;
    }
    for (i = fractionFrom; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private RejectCode rounded(SqlText out) {
    long kept = digits.point() + scale;
    if (kept < 0) {
      out.append((byte) '0');
      return RejectCode.FRACTION_LOST;
    }
    int last = (int) kept;
    rounded[0] = 0;
    for (int i = 0; i < last; i++) {
      rounded[i + 1] = (byte) digits.digit(i);
    }
    boolean carry = digits.digit(last) >= 5;
    for (int i = last; carry; i--) {
      carry = rounded[i] == 9;
      rounded[i] = (byte) (carry ? 0 : rounded[i] + 1);
    }
    if (rounded[0] != 0 && digits.point() + 1 > precision - scale) {
      return RejectCode.OUT_OF_RANGE;
    }
    write(last + 1, out);
    return digits.count() <= last ? null : RejectCode.FRACTION_LOST;
  }

  private void write(int length, SqlText out) {
    if (digits.isNegative()) {
      out.append((byte) '-');
    }
    int point = length - scale;
    int first = rounded[0] == 0 ? 1 : 0;
    if (first >= point) {
      out.append((byte) '0');
    }
    for (int i = first; i < point; i++) {
      out.append((byte) ('0' + rounded[i]));
    }
    if (scale == 0) {
      return;
    }
    out.append((byte) '.');
    for (int i = point; i < length; i++) {
      out.append((byte) (i < 0 ? '0' : '0' + rounded[i]));
    }
  }

  @Override
  public boolean rounds() {
    return true;
  }

  @Override
  public String expected() {
    return "a number of at most "
        + (precision - scale)
        + " digits before the point"
        + (unsigned ? ", not negative" : "");
  }
}
