package dev.millrace.conformance;

import dev.millrace.conformance.JsonValue.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Integers, BIT, DECIMAL, FLOAT, DOUBLE and BOOLEAN. */
final class NumberRules {
  /** JSON's numbers, and in strings a plus, leading zeros, and one side of the point left out. */
  private static final Pattern NUMBER =
      Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:[eE]([+-]?\\d+))?");

  /** Beyond any column's range, and small enough to calculate with. */
  private static final BigInteger EXPONENT_LIMIT = BigInteger.valueOf(100_000);

  private static final Outcome NOT_A_NUMBER = Outcome.refused("not-a-number");
  private static final Outcome OUT_OF_RANGE = Outcome.refused("out-of-range");
  private static final BigDecimal FLOAT_MAX = new BigDecimal(Float.MAX_VALUE);

  private NumberRules() {}

  /** The number that a literal or a numeric string says. */
  static Optional<BigDecimal> number(JsonValue value) {
    if (!value.is(Kind.NUMBER) && !value.is(Kind.STRING)) {
      return Optional.empty();
    }
    Matcher matcher = NUMBER.matcher(value.text());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    BigInteger exponent =
        matcher.group(2) == null ? BigInteger.ZERO : new BigInteger(matcher.group(2));
    exponent = exponent.min(EXPONENT_LIMIT).max(EXPONENT_LIMIT.negate());
    BigDecimal digits = new BigDecimal(matcher.group(1));
    return Optional.of(
        digits.signum() == 0 ? BigDecimal.ZERO : digits.scaleByPowerOfTen(exponent.intValue()));
  }

  static boolean isIntegral(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }

  /**
   * @param words whether the strings "true" and "false" are taken too, as TINYINT(1) does
   */
  static Rule integer(BigInteger least, BigInteger most, boolean words) {
    return value -> {
      boolean word = words && (value.text().equals("true") || value.text().equals("false"));
      if (value.is(Kind.BOOLEAN) || word) {
        return Outcome.stored(value.text().equals("true") ? "1" : "0");
      }
      Optional<BigDecimal> number = number(value);
      if (number.isEmpty()) {
        return NOT_A_NUMBER;
      }
      if (!isIntegral(number.get())) {
        return Outcome.refused("fraction-lost");
      }
      return number.get().compareTo(new BigDecimal(least)) < 0
              || number.get().compareTo(new BigDecimal(most)) > 0
          ? OUT_OF_RANGE
          : Outcome.stored(number.get().toBigInteger().toString());
    };
  }

  static Rule signed(int bits) {
    BigInteger beyond = BigInteger.TWO.pow(bits - 1);
    return integer(beyond.negate(), beyond.subtract(BigInteger.ONE), false);
  }

  static Rule unsigned(int bits) {
    return integer(BigInteger.ZERO, BigInteger.TWO.pow(bits).subtract(BigInteger.ONE), false);
  }

  static Rule tinyint1() {
    return integer(BigInteger.valueOf(-128), BigInteger.valueOf(127), true);
  }

  static Rule bool() {
    return value ->
        value.is(Kind.ARRAY) || value.is(Kind.OBJECT)
            ? Outcome.refused("bad-boolean")
            : switch (value.text()) {
              case "true", "1" -> Outcome.stored("1");
              case "false", "0" -> Outcome.stored("0");
              default -> Outcome.refused("bad-boolean");
            };
  }

  static Rule decimal(int precision, int scale, boolean unsigned) {
    BigDecimal beyond = BigDecimal.TEN.pow(precision - scale);
    return value -> {
      Optional<BigDecimal> number = number(value);
      if (number.isEmpty()) {
        return NOT_A_NUMBER;
      }
      if ((unsigned && number.get().signum() < 0) || number.get().abs().compareTo(beyond) >= 0) {
        return OUT_OF_RANGE;
      }
      BigDecimal rounded = number.get().setScale(scale, RoundingMode.HALF_UP);
      return rounded.abs().compareTo(beyond) >= 0
          ? OUT_OF_RANGE
          : Outcome.stored(rounded.toPlainString());
    };
  }

  static Rule floating(boolean single, boolean unsigned) {
    return value -> {
      Optional<BigDecimal> number = number(value);
      if (number.isEmpty()) {
        return NOT_A_NUMBER;
      }
      double converted = number.get().doubleValue();
      boolean finite =
          Double.isFinite(converted)
              && (!single || new BigDecimal(converted).abs().compareTo(FLOAT_MAX) <= 0);
      if (!finite || (unsigned && number.get().signum() < 0)) {
        return OUT_OF_RANGE;
      }
      return Outcome.stored(ServerText.number(single ? (float) converted : converted));
    };
  }

  /**
   * FLOAT(m,d) and DOUBLE(m,d): the server rounds to d digits, in doubles; so does this, since what
   * it makes of a tie cannot be had in another way.
   */
  static Rule rounding(int digits, int scale) {
    BigDecimal most =
        BigDecimal.TEN.pow(digits - scale).subtract(BigDecimal.ONE.scaleByPowerOfTen(-scale));
    double power = Math.pow(10, scale);
    return value -> {
      Optional<BigDecimal> number = number(value);
      if (number.isEmpty()) {
        return NOT_A_NUMBER;
      }
      if (number.get().abs().compareTo(most.add(BigDecimal.ONE)) > 0) {
        return OUT_OF_RANGE;
      }
      double converted = number.get().doubleValue();
      double whole = Math.floor(converted);
      BigDecimal rounded =
          new BigDecimal(whole + Math.rint((converted - whole) * power) / power)
              .setScale(scale, RoundingMode.HALF_EVEN);
      return rounded.abs().compareTo(most) > 0
          ? OUT_OF_RANGE
          : Outcome.stored(rounded.toPlainString());
    };
  }
}
