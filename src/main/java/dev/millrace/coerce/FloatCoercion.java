package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import java.nio.charset.StandardCharsets;

/**
 * FLOAT and DOUBLE: number literals and numeric strings whose value is finite there. What is too
 * small becomes 0, as everywhere. The server converts the literal, so ordinary ones pass through
 * untouched.
 *
 * <p>A literal without exponent is a DECIMAL to the server, which cuts it at 65 digits with a
 * warning: longer ones get {@code e0}. Of more than 17 digits MariaDB 11.4 does not always find the
 * nearest double (1e23 and a bit), so those are converted here. One beyond the range of DOUBLE
 * would make the whole statement a syntax error; FLOAT compares as double with the greatest float,
 * so 3.4028235e38, which Java's {@code parseFloat} rounds down, is out of range.
 *
 * <p>FLOAT(m,d) and DOUBLE(m,d) round to d digits by themselves, without warning (FRACTION_LOST
 * tells it), and take what then has no more than m - d digits before the point. What is near that
 * limit is rounded here as servers do it, in doubles, to know on which side it comes to lie.
 *
 * <p>Cost: no allocation for literals of ordinary length and exponent; the others go through {@link
 * Double#parseDouble}.
 */
final class FloatCoercion extends ScalarCoercion {
  /** Literals this short, without exponent, are exact as DECIMAL and in any range. */
  private static final int SHORT_LITERAL = 18;

  private static final int PLAIN_LITERAL = 64;

  /** As many digits as it takes to tell any two doubles apart. */
  private static final int EXACT_DIGITS = 17;

  /** Below 10 to this power a double may be subnormal. */
  private static final int LEAST_POINT = -300;

  private final double most;
  private final int mostPoint;
  private final boolean unsigned;
  private final int scale;

  /** 10 to the digits that the server rounds to; 0 where it does not round. */
  private final double roundsTo;

  private final Digits digits = new Digits();

  FloatCoercion(ColumnType type) {
    super(RejectCode.NOT_A_NUMBER);
    boolean single = type.base() == Base.FLOAT;
    double greatest = single ? Float.MAX_VALUE : Double.MAX_VALUE;
    int greatestPoint = single ? 38 : 308;
    int whole = (int) type.length() - type.scale();
    boolean rounds = type.length() > 0;
    roundsTo = rounds ? Math.pow(10, type.scale()) : 0;
    most = rounds ? Math.min(greatest, Math.pow(10, whole) - 1 / roundsTo) : greatest;
    mostPoint = rounds ? Math.min(greatestPoint, whole - 1) : greatestPoint;
    unsigned = type.unsigned();
    scale = type.scale();
  }

  @Override
  RejectCode number(byte[] b, int from, int to, SqlText out) {
    if (isShort(b, from, to)) {
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
    if (unsigned && digits.isNegative()) {
      return RejectCode.OUT_OF_RANGE;
    }
    boolean ordinary = digits.point() <= mostPoint && digits.point() >= LEAST_POINT;
    boolean plain = digits.count() <= EXACT_DIGITS && to - from <= PLAIN_LITERAL;
    if (!ordinary || !plain || !digits.isSqlLiteral()) {
      return converted(b, from, to, out);
    }
    out.append(b, from, to);
    if (!digits.hasExponent()) {
      out.ascii("e0");
    }
    return appended();
  }

  /** The answer when a literal was appended that the server rounds, if it does. */
  private RejectCode appended() {
    return roundsTo > 0 && digits.count() - digits.point() > scale
        ? RejectCode.FRACTION_LOST
        : null;
  }

  @Override
  public boolean rounds() {
    return roundsTo > 0;
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    return number(b, from, to, out);
  }

  private boolean isShort(byte[] b, int from, int to) {
    if (roundsTo > 0 || to - from > SHORT_LITERAL || from == to || b[to - 1] == '.') {
      return false;
    }
    int i = from;
    if (b[i] == '-') {
      i++;
      if (unsigned || i == to) {
        return false;
      }
    }
    if (b[i] == '.') {
      return false;
    }
    int points = 0;
    boolean zero = true;
    for (; i < to; i++) {
      if (b[i] == '.') {
        points++;
      } else if (b[i] < '0' || b[i] > '9') {
        return false;
      }
      zero &= b[i] == '0' || b[i] == '.';
    }
    // INSERT makes 0 of -0, LOAD DATA would keep the sign.
    return points <= 1 && !(zero && b[from] == '-');
  }

  private RejectCode converted(byte[] b, int from, int to, SqlText out) {
    double value = Double.parseDouble(new String(b, from, to - from, StandardCharsets.US_ASCII));
    if (Math.abs(rounded(value)) > most) {
      return RejectCode.OUT_OF_RANGE;
    }
    out.ascii(value == 0 ? "0" : Double.toString(value));
    return appended();
  }

  private double rounded(double value) {
    if (roundsTo == 0 || Double.isInfinite(value)) {
      return value;
    }
    double whole = Math.floor(value);
    return whole + Math.rint((value - whole) * roundsTo) / roundsTo;
  }

  @Override
  public String expected() {
    return "a number from " + (unsigned ? "0" : "-" + most) + " to " + most;
  }
}
