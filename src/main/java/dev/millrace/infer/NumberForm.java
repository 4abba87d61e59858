package dev.millrace.infer;

import java.math.BigDecimal;

/**
 * The forms that number literals have together.
 *
 * @param integerDigits most digits before the point, leading zero not counted
 * @param scale most digits after the point
 * @param minScale fewest digits after the point
 * @param plain whether none has an exponent
 * @param finite whether all stay finite as DOUBLE, and none but zero becomes zero
 * @param exactDouble whether all literals without fraction and exponent are exact as DOUBLE
 */
public record NumberForm(
    int integerDigits,
    int scale,
    int minScale,
    boolean plain,
    boolean finite,
    boolean exactDouble) {
  private static final BigDecimal EXACT = BigDecimal.valueOf(1L << 53);

  static NumberForm of(String literal) {
    boolean plain = literal.indexOf('e') < 0 && literal.indexOf('E') < 0;
    boolean finite = isFinite(literal);
    if (!plain) {
      return new NumberForm(0, 0, 0, false, finite, true);
    }
    int first = literal.startsWith("-") ? 1 : 0;
    int point = literal.indexOf('.');
    int integerDigits = (point < 0 ? literal.length() : point) - first;
    if (literal.charAt(first) == '0') {
      integerDigits = 0;
    }
    int scale = point < 0 ? 0 : literal.length() - point - 1;
    boolean exact = point >= 0 || new BigDecimal(literal).abs().compareTo(EXACT) <= 0;
    return new NumberForm(integerDigits, scale, scale, true, finite, exact);
  }

  private static boolean isFinite(String literal) {
    double value = Double.parseDouble(literal);
    String mantissa = literal.split("[eE]", 2)[0];
    return Double.isFinite(value) && (value != 0 || mantissa.chars().allMatch(c -> c < '1'));
  }

  NumberForm and(NumberForm other) {
    return other == null
        ? this
        : new NumberForm(
            Math.max(integerDigits, other.integerDigits),
            Math.max(scale, other.scale),
            Math.min(minScale, other.minScale),
            plain && other.plain,
            finite && other.finite,
            exactDouble && other.exactDouble);
  }
}
