package dev.millrace.coerce;

/**
 * A date and time of day in the proleptic Gregorian calendar, taken apart from text by hand;
 * reused, do not keep.
 *
 * <p>Text forms, those of RFC 3339 and of ISO 8601 that name a day and a minute: {@code
 * yyyy-MM-dd}; that, a {@code T}, a {@code t} or one blank, and {@code HH:mm} or {@code HH:mm:ss};
 * after seconds optionally a point or a comma and any number of digits; then optionally {@code Z},
 * {@code z} or an offset {@code +hh:mm}, {@code +hhmm}, {@code +hh} (or minus) of at most 18 hours.
 * The same in the basic format: {@code yyyyMMddTHHmm[ss[.f]]} and offset.
 *
 * <p>Refused, though ISO 8601 has them: digits alone ({@code 20261122} may be an epoch), an hour
 * alone, fractions of an hour or minute, weeks, days of the year, 24:00 and leap seconds (RFC 3339
 * or strict servers refuse these). The day must exist, so there are no zero dates; year 0 is taken
 * here and is out of every column's range.
 *
 * <p>Cost: no allocation. Fraction digits beyond the ninth decide no rounding half up, since a
 * column has six at most; {@link #isFiner} tells whether one of them was not 0.
 */
final class DateTimeParts {
  private static final int[] POWERS_OF_10 = {
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
  };
  private static final int DAY_SECONDS = 86_400;

  private int year;
  private int month;
  private int day;
  private int secondOfDay;
  private int nanos;
  private boolean finer;
  private boolean time;
  private boolean hasOffset;
  private int offset;

  /**
   * Reads {@code [from, to)}; false when it has none of the forms or no such day or time exists.
   */
  boolean parse(byte[] b, int from, int to) {
    time = false;
    hasOffset = false;
    secondOfDay = 0;
    nanos = 0;
    finer = false;
    if (to - from < 10) {
      return false;
    }
    if (b[from + 4] != '-') {
      return parseBasic(b, from, to);
    }
    if (b[from + 7] != '-' || !parseDate(b, from, from + 5, from + 8)) {
      return false;
    }
    if (to - from == 10) {
      return true;
    }
    byte separator = b[from + 10];
    return (separator == 'T' || separator == ' ' || separator == 't')
        && parseTime(b, from + 11, to);
  }

  /** {@code yyyyMMddTHHmm[ss[.f]]} and offset. */
  private boolean parseBasic(byte[] b, int from, int to) {
    if (to - from < 13
        || (b[from + 8] != 'T' && b[from + 8] != 't')
        || !parseDate(b, from, from + 4, from + 6)) {
      return false;
    }
    int i = from + 13;
    boolean seconds = i + 1 < to && b[i] >= '0' && b[i] <= '9';
    return setTime(two(b, from + 9), two(b, from + 11), seconds ? two(b, i) : 0)
        && parseRest(b, seconds ? i + 2 : i, to, seconds);
  }

  private boolean parseDate(byte[] b, int yearAt, int monthAt, int dayAt) {
    int century = two(b, yearAt);
    int yearOfCentury = two(b, yearAt + 2);
    month = two(b, monthAt);
    day = two(b, dayAt);
    year = century * 100 + yearOfCentury;
    return (century | yearOfCentury | month | day) >= 0
        && month >= 1
        && month <= 12
        && day >= 1
        && (day <= 28 || day <= lengthOfMonth(year, month));
  }

  private boolean parseTime(byte[] b, int at, int to) {
    if (to - at < 5 || b[at + 2] != ':') {
      return false;
    }
    boolean seconds = to - at >= 8 && b[at + 5] == ':';
    return setTime(two(b, at), two(b, at + 3), seconds ? two(b, at + 6) : 0)
        && parseRest(b, seconds ? at + 8 : at + 5, to, seconds);
  }

  private boolean setTime(int hour, int minute, int second) {
    time = true;
    secondOfDay = (hour * 60 + minute) * 60 + second;
    return (hour | minute | second) >= 0 && hour < 24 && minute < 60 && second < 60;
  }

  private boolean parseRest(byte[] b, int from, int to, boolean seconds) {
    int i = from;
    if (seconds && i < to && (b[i] == '.' || b[i] == ',')) {
      int end = afterDigits(b, i + 1, to);
      if (end == i + 1) {
        return false;
      }
      nanos = nanos(b, i + 1, end);
      finer = isFiner(b, i + 1, end);
      i = end;
    }
    if (i == to) {
      return true;
    }
    hasOffset = true;
    offset = 0;
    return b[i] == 'Z' || b[i] == 'z' ? i + 1 == to : parseOffset(b, i, to);
  }

  private boolean parseOffset(byte[] b, int i, int to) {
    int length = to - i;
    boolean colon = length == 6 && b[i + 3] == ':';
    if ((b[i] != '+' && b[i] != '-') || !(length == 3 || length == 5 || colon)) {
      return false;
    }
    int hours = two(b, i + 1);
    int minutes = length == 3 ? 0 : two(b, to - 2);
    offset = (hours * 60 + minutes) * 60 * (b[i] == '-' ? -1 : 1);
    return (hours | minutes) >= 0 && minutes < 60 && hours * 60 + minutes <= 18 * 60;
  }

  /** The index of the first byte from {@code from} on that is no digit. */
  static int afterDigits(byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] >= '0' && b[i] <= '9') {
      i++;
    }
    return i;
  }

  /** The digits of a fraction of a second as nanoseconds, cut off. */
  static int nanos(byte[] b, int from, int to) {
    int digits = Math.min(9, to - from);
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      value = value * 10 + (b[i] - '0');
    }
    return value * POWERS_OF_10[9 - digits];
  }

  /** Whether the digits of a fraction of a second say more than nanoseconds do. */
  static boolean isFiner(byte[] b, int from, int to) {
    for (int i = from + 9; i < to; i++) {
      if (b[i] != '0') {
        return true;
      }
    }
    return false;
  }

  /** Nanoseconds in units of the last of {@code digits} digits, rounded half up: 0 to 10^digits. */
  static int rounded(int nanos, int digits) {
    int unit = POWERS_OF_10[9 - digits];
    return (nanos + unit / 2) / unit;
  }

  /** Whether {@code rounded} units of the last of {@code digits} digits are these nanoseconds. */
  static boolean isExact(int nanos, int rounded, int digits) {
    return rounded * POWERS_OF_10[9 - digits] == nanos;
  }

  /** 10^digits, the units of {@link #rounded} in one second. */
  static int unitsPerSecond(int digits) {
    return POWERS_OF_10[digits];
  }

  /** The two digits at {@code at}, or a negative number when one is none. */
  static int two(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return (tens | ones | 9 - tens | 9 - ones) < 0 ? -1 : tens * 10 + ones;
  }

  /** Becomes the date and time of a local second. */
  void set(long localSecond) {
    secondOfDay = (int) Math.floorMod(localSecond, (long) DAY_SECONDS);
    // Eras of 400 years from 0000-03-01, so that the leap day is the last of its year.
    long days = Math.floorDiv(localSecond, (long) DAY_SECONDS) + 719_468;
    long era = Math.floorDiv(days, 146_097L);
    int dayOfEra = (int) (days - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shiftedMonth = (5 * dayOfYear + 2) / 153;
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
    year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
  }

  /** Seconds from 1970-01-01 00:00:00 to this date and time, offset not counted. */
  long localSecond() {
    long shiftedYear = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(shiftedYear, 400L);
    int yearOfEra = (int) (shiftedYear - era * 400);
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return (era * 146_097 + dayOfEra - 719_468) * DAY_SECONDS + secondOfDay;
  }

  private static int lengthOfMonth(int year, int month) {
    if (month == 2) {
      return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  int year() {
    return year;
  }

  int secondOfDay() {
    return secondOfDay;
  }

  int nanos() {
    return nanos;
  }

  /** Whether the text's fraction said more than {@link #nanos} does. */
  boolean isFiner() {
    return finer;
  }

  /** Whether the text had a time of day. */
  boolean hasTime() {
    return time;
  }

  /** Whether the text had {@code Z} or an offset. */
  boolean hasOffset() {
    return hasOffset;
  }

  /** The offset that was given, in seconds east of Greenwich. */
  int offset() {
    return offset;
  }

  /** Appends {@code yyyy-MM-dd}. */
  void writeDate(SqlText out) {
    out.padded(year, 4);
    out.pair('-', month);
    out.pair('-', day);
  }

  /**
   * Appends {@code before}, {@code HH:mm:ss} and, with digits, a point and {@code fraction} in that
   * many.
   */
  static void writeTime(char before, int seconds, int fraction, int digits, SqlText out) {
    int minutes = seconds / 60;
    int hours = minutes / 60;
    if (hours > 99) {
      out.append((byte) before);
      out.padded(hours, 3);
    } else {
      out.pair(before, hours);
    }
    out.pair(':', minutes - hours * 60);
    out.pair(':', seconds - minutes * 60);
    if (digits > 0) {
      out.append((byte) '.');
      out.padded(fraction, digits);
    }
  }
}
