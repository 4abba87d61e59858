package dev.millrace.conformance;

import dev.millrace.conformance.JsonValue.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** DATE, DATETIME(f), TIMESTAMP(f), TIME(f) and YEAR. */
final class TimeRules {
  /**
   * A moment, exact.
   *
   * @param local date and time to the second
   * @param fraction of a second, 0 to below 1
   * @param zoned whether it is an instant, told in UTC; else the job's local time
   */
  private record Moment(LocalDateTime local, BigDecimal fraction, boolean zoned) {
    static Moment at(BigDecimal epochSecond) {
      BigDecimal whole = epochSecond.setScale(0, RoundingMode.FLOOR);
      return new Moment(
          LocalDateTime.ofEpochSecond(whole.longValueExact(), 0, ZoneOffset.UTC),
          epochSecond.subtract(whole),
          true);
    }

    BigDecimal epochSecond() {
      return BigDecimal.valueOf(local.toEpochSecond(ZoneOffset.UTC)).add(fraction);
    }

    /** The same told in the job's zone. */
    Moment in(ZoneId zone) {
      return zoned
          ? new Moment(
              LocalDateTime.ofInstant(local.toInstant(ZoneOffset.UTC), zone), fraction, false)
          : this;
    }

    Moment rounded(int digits) {
      BigDecimal rounded = fraction.setScale(digits, RoundingMode.HALF_UP);
      return rounded.compareTo(BigDecimal.ONE) < 0
          ? new Moment(local, rounded, zoned)
          : new Moment(local.plusSeconds(1), BigDecimal.ZERO, zoned);
    }

    LocalDateTime whole() {
      return local.withNano(fraction.movePointRight(9).intValueExact());
    }
  }

  /** ISO 8601's extended format, seconds, fraction and offset optional; no fraction of a minute. */
  private static final Pattern DATE_TIME =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})"
              + "(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?"
              + "([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");

  /** The basic format, in which only a T tells a time from a number. */
  private static final Pattern BASIC =
      Pattern.compile(
          "([0-9]{4})([0-9]{2})([0-9]{2})[Tt]([0-9]{2})([0-9]{2})(?:([0-9]{2})(?:[.,]([0-9]+))?)?"
              + "([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?");

  private static final Pattern TIME =
      Pattern.compile("(-?)([0-9]{2,3}):([0-5][0-9])(?::([0-5][0-9])(?:[.,]([0-9]+))?)?");

  /** In place of the units of a second where the entry counts days. */
  static final int DAYS = 0;

  private static final BigDecimal LAST_TIME = BigDecimal.valueOf((838 * 60 + 59) * 60 + 59);

  /**
   * Years 0 to 9999 with a day on either side, outside of which no zone has a year that fits. It
   * decides which of two reasons is told where both hold.
   */
  private static final long FIRST_SECOND = -62_167_219_200L - 86_400;

  private static final long LAST_SECOND = 253_402_300_799L + 86_400;
  private static final Outcome BAD_TIME = Outcome.refused("bad-time");
  private static final Outcome OUT_OF_RANGE = Outcome.refused("out-of-range");

  private TimeRules() {}

  /**
   * Integers as epoch, strings in the listed forms.
   *
   * @param perSecond units of the entry's epoch
   */
  private static Rule moments(int perSecond, Function<Moment, Outcome> then) {
    return value -> {
      if (value.is(Kind.STRING)) {
        return parse(value.string()).map(then).orElse(BAD_TIME);
      }
      Optional<BigDecimal> number = NumberRules.number(value);
      if (number.isEmpty() || !NumberRules.isIntegral(number.get())) {
        return BAD_TIME;
      }
      if (isTooLong(number.get())) {
        return OUT_OF_RANGE;
      }
      if (perSecond == DAYS) {
        return days(number.get().longValueExact(), then);
      }
      BigDecimal epochSecond = seconds(number.get(), perSecond);
      long whole = epochSecond.setScale(0, RoundingMode.FLOOR).longValueExact();
      return whole < FIRST_SECOND || whole > LAST_SECOND
          ? OUT_OF_RANGE
          : then.apply(Moment.at(epochSecond));
    };
  }

  /** Days of the calendar: midnights of the job's zone, as a date in text is. */
  private static Outcome days(long days, Function<Moment, Outcome> then) {
    return days < FIRST_SECOND / 86_400 || days > LAST_SECOND / 86_400
        ? OUT_OF_RANGE
        : then.apply(new Moment(LocalDate.ofEpochDay(days).atStartOfDay(), BigDecimal.ZERO, false));
  }

  /** Epochs are 64-bit integers everywhere they come from. */
  private static boolean isTooLong(BigDecimal number) {
    return number.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0;
  }

  /** Exact: units are powers of ten. */
  private static BigDecimal seconds(BigDecimal units, int perSecond) {
    return units.divide(BigDecimal.valueOf(perSecond));
  }

  private static Optional<Moment> parse(String text) {
    Matcher extended = DATE_TIME.matcher(text);
    Matcher basic = BASIC.matcher(text);
    if (!extended.matches() && !basic.matches()) {
      return Optional.empty();
    }
    Matcher m = extended.matches() ? extended : basic;
    try {
      LocalDate date = LocalDate.of(number(m, 1), number(m, 2), number(m, 3));
      LocalTime time =
          m.group(4) == null
              ? LocalTime.MIDNIGHT
              : LocalTime.of(number(m, 4), number(m, 5), m.group(6) == null ? 0 : number(m, 6));
      BigDecimal fraction =
          m.group(7) == null ? BigDecimal.ZERO : new BigDecimal("0." + m.group(7));
      LocalDateTime local = date.atTime(time);
      if (m.group(8) == null) {
        return Optional.of(new Moment(local, fraction, false));
      }
      int offset = ZoneOffset.of(m.group(8).toUpperCase(Locale.ROOT)).getTotalSeconds();
      return Optional.of(new Moment(local.minusSeconds(offset), fraction, true));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static boolean yearFits(Moment moment) {
    return moment.local().getYear() >= 1 && moment.local().getYear() <= 9999;
  }

  /** A time of day other than midnight would be lost. */
  static Rule date(int perSecond, ZoneId zone) {
    return moments(
        perSecond,
        moment -> {
          Moment local = moment.in(zone);
          if (!local.local().toLocalTime().equals(LocalTime.MIDNIGHT)
              || local.fraction().signum() != 0) {
            return BAD_TIME;
          }
          return yearFits(local)
              ? Outcome.stored(ServerText.date(local.local().toLocalDate()))
              : OUT_OF_RANGE;
        });
  }

  static Rule dateTime(int digits, int perSecond, ZoneId zone) {
    return moments(
        perSecond,
        moment -> {
          Moment local = moment.in(zone).rounded(digits);
          return yearFits(local)
              ? Outcome.stored(ServerText.dateTime(local.whole(), digits))
              : OUT_OF_RANGE;
        });
  }

  /** Told in UTC. A local time that clocks skip is none; of two the earlier is meant. */
  static Rule timestamp(int digits, int perSecond, ZoneId zone) {
    return moments(
        perSecond,
        moment -> {
          Moment instant = moment;
          if (!moment.zoned()) {
            var offsets = zone.getRules().getValidOffsets(moment.local());
            if (offsets.isEmpty()) {
              return BAD_TIME;
            }
            instant =
                Moment.at(
                    moment
                        .epochSecond()
                        .subtract(BigDecimal.valueOf(offsets.get(0).getTotalSeconds())));
          }
          instant = instant.rounded(digits);
          long second = instant.local().toEpochSecond(ZoneOffset.UTC);
          return second >= 1 && second <= Integer.MAX_VALUE
              ? Outcome.stored(ServerText.dateTime(instant.whole(), digits))
              : OUT_OF_RANGE;
        });
  }

  static Rule time(int digits, int perSecond) {
    return value -> {
      if (value.is(Kind.STRING)) {
        Matcher m = TIME.matcher(value.string());
        if (!m.matches()) {
          return BAD_TIME;
        }
        BigDecimal seconds =
            BigDecimal.valueOf(
                (number(m, 2) * 60L + number(m, 3)) * 60 + (m.group(4) == null ? 0 : number(m, 4)));
        if (m.group(5) != null) {
          seconds = seconds.add(new BigDecimal("0." + m.group(5)));
        }
        return time(m.group(1).isEmpty() ? seconds : seconds.negate(), digits);
      }
      Optional<BigDecimal> number = NumberRules.number(value);
      if (number.isEmpty() || !NumberRules.isIntegral(number.get())) {
        return BAD_TIME;
      }
      return isTooLong(number.get())
          ? OUT_OF_RANGE
          : time(seconds(number.get(), perSecond), digits);
    };
  }

  private static Outcome time(BigDecimal exact, int digits) {
    BigDecimal rounded = exact.setScale(digits, RoundingMode.HALF_UP);
    if (rounded.abs().compareTo(LAST_TIME) > 0) {
      return OUT_OF_RANGE;
    }
    BigInteger whole = rounded.abs().toBigInteger();
    String fraction = rounded.abs().remainder(BigDecimal.ONE).toPlainString();
    long seconds = whole.longValueExact();
    return Outcome.stored(
        String.format(
            Locale.ROOT,
            "%s%02d:%02d:%02d%s",
            rounded.signum() < 0 ? "-" : "",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60,
            digits > 0 ? fraction.substring(1) : ""));
  }

  static Rule year() {
    return value -> {
      boolean digits = value.is(Kind.STRING) && value.string().matches("[0-9]{4}");
      Optional<BigDecimal> number =
          value.is(Kind.NUMBER) || digits ? NumberRules.number(value) : Optional.empty();
      if (number.isEmpty() || !NumberRules.isIntegral(number.get())) {
        return BAD_TIME;
      }
      BigDecimal year = number.get();
      boolean fits =
          year.signum() == 0
              || (year.compareTo(BigDecimal.valueOf(1901)) >= 0
                  && year.compareTo(BigDecimal.valueOf(2155)) <= 0);
      return fits ? Outcome.stored(Integer.toString(year.intValueExact())) : OUT_OF_RANGE;
    };
  }
}
