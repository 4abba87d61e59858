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
  private static final String DAY = "([0-9]{4})-([0-9]{2})-([0-9]{2})";
  private static final String TIME = "([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]{1,9}))?";
  private static final String OFFSET = "(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?";
  private static final Pattern FORM = Pattern.compile(DAY + "(?:([ T])" + TIME + OFFSET + ")?");
  private static final int LONGEST = "2026-11-22T08:00:00.123456789+02:00".length();

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
    if (timeOfDay && (number(form, 5) > 23 || number(form, 6) > 59 || number(form, 7) > 59)) {
      return null;
    }
    int fraction = form.group(8) == null ? 0 : form.group(8).length();
    return new TimeForm(timeOfDay, fraction, Set.of(format(form, timeOfDay)));
  }

  private static String format(Matcher form, boolean timeOfDay) {
    String zone = form.group(9) == null ? "" : form.group(9).equals("Z") ? "Z" : "+hh:mm";
    return "yyyy-MM-dd" + (timeOfDay ? form.group(4) + "HH:mm:ss[.f]" + zone : "");
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
