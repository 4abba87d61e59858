package dev.millrace.infer;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The forms that strings have together when all of them are dates or date-times that the coercion
 * accepts.
 *
 * @param timeOfDay whether one of them has a time of day
 * @param fraction most digits of fractional seconds
 * @param formats those that the strings have, each string one of them; {@code [.f]} stands for
 *     fractional seconds or none
 */
public record TimeForm(boolean timeOfDay, int fraction, Set<String> formats) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})"
              + "(?:([ Tt])([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:([.,])([0-9]{1,20}))?)?"
              + "([Zz]|[+-](?:0[0-9]|1[0-3])(?::?[0-5][0-9])?)?)?");
  private static final int LONGEST = "2026-11-22T08:00:00.12345678901234567890+02:00".length();
  private static final int NANOS = 9;

  /**
   * The form of this text, or null where it is no date or time that every temporal column could
   * keep.
   */
  static TimeForm of(String text) {
    if (text.length() < 10 || text.length() > LONGEST) {
      return null;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !isDate(form)) {
      return null;
    }
    boolean timeOfDay = form.group(5) != null;
    boolean seconds = form.group(7) != null;
    if (timeOfDay
        && (number(form, 5) > 23 || number(form, 6) > 59 || (seconds && number(form, 7) > 59))) {
      return null;
    }
    int fraction = form.group(9) == null ? 0 : Math.min(NANOS, form.group(9).length());
    return new TimeForm(timeOfDay, fraction, Set.of(format(form, timeOfDay, seconds)));
  }

  private static String format(Matcher form, boolean timeOfDay, boolean seconds) {
    if (!timeOfDay) {
      return "yyyy-MM-dd";
    }
    String point = form.group(8) == null ? "." : form.group(8);
    return "yyyy-MM-dd"
        + form.group(4)
        + (seconds ? "HH:mm:ss[" + point + "f]" : "HH:mm")
        + zone(form.group(10));
  }

  private static String zone(String offset) {
    if (offset == null || offset.equalsIgnoreCase("Z")) {
      return offset == null ? "" : offset;
    }
    return offset.length() == 3 ? "+hh" : offset.length() == 5 ? "+hhmm" : "+hh:mm";
  }

  TimeForm and(TimeForm other) {
    Set<String> all = new TreeSet<>(formats);
    all.addAll(other.formats);
    return new TimeForm(timeOfDay || other.timeOfDay, Math.max(fraction, other.fraction), all);
  }

  /** A real day, far enough from the ends of MySQL's range for offsets and rounding. */
  private static boolean isDate(Matcher form) {
    int year = number(form, 1);
    try {
      LocalDate.of(year, number(form, 2), number(form, 3));
    } catch (DateTimeException e) {
      return false;
    }
    return year > 1000 && year < 9999;
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }
}
