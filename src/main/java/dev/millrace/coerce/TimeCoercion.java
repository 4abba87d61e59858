package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.spec.MappingEntry;
import java.time.ZoneId;

/**
 * TIME(f), which is a duration that may also be a time of day: {@code HH:mm} or {@code
 * HH:mm:ss[.f]}, with two or three digits for the hours, a minus if need be, and a comma as good as
 * the point. An integer is such a duration too, in the entry's epoch unit (Kafka Connect's Time is
 * milliseconds since midnight); no zone has a say in it. Metadata timestamps give their time of day
 * in the job's zone.
 *
 * <p>Date-times are BAD_TIME: a strict server would drop the date with no more than a note. So are
 * times with {@code Z} or an offset: without a date no zone's rules say what they would become.
 * Fractions are rounded half away from zero. Range: ±838:59:59, as in MySQL (MariaDB goes on to the
 * end of that second).
 */
final class TimeCoercion extends TemporalCoercion {
  private static final int LAST = (838 * 60 + 59) * 60 + 59;

  private final int scale;

  TimeCoercion(ColumnType type, MappingEntry entry, ZoneId zone) {
    super(entry, zone);
    scale = type.scale();
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    boolean negative = from < to && b[from] == '-';
    int hoursFrom = negative ? from + 1 : from;
    int i = DateTimeParts.afterDigits(b, hoursFrom, to);
    int hourDigits = i - hoursFrom;
    if (hourDigits < 2 || hourDigits > 3 || to - i < 3 || b[i] != ':') {
      return RejectCode.BAD_TIME;
    }
    int hours = (hourDigits == 3 ? (b[hoursFrom] - '0') * 100 : 0) + DateTimeParts.two(b, i - 2);
    int minutes = DateTimeParts.two(b, i + 1);
    i += 3;
    int seconds = 0;
    boolean hasSeconds = to - i >= 3 && b[i] == ':';
    if (hasSeconds) {
      seconds = DateTimeParts.two(b, i + 1);
      i += 3;
    }
    if ((minutes | seconds) < 0 || minutes > 59 || seconds > 59 || (!hasSeconds && i < to)) {
      return RejectCode.BAD_TIME;
    }
    int nanos = 0;
    boolean finer = false;
    if (i < to) {
      int end = DateTimeParts.afterDigits(b, i + 1, to);
      if ((b[i] != '.' && b[i] != ',') || end == i + 1 || end != to) {
        return RejectCode.BAD_TIME;
      }
      nanos = DateTimeParts.nanos(b, i + 1, end);
      finer = DateTimeParts.isFiner(b, i + 1, end);
    }
    return write(negative, (hours * 60L + minutes) * 60 + seconds, nanos, finer, out);
  }

  @Override
  RejectCode integer(long value, SqlText out) {
    if (metadata) {
      return super.integer(value, out);
    }
    long units = Math.abs(value); // never the least long: its magnitude is out of range already
    long seconds = seconds(units);
    return seconds > LAST
        ? RejectCode.OUT_OF_RANGE
        : write(value < 0, seconds, nanos(remainder(units)), false, out);
  }

  @Override
  RejectCode instant(long epochSecond, int nanos, SqlText out) {
    setLocal(epochSecond);
    return write(false, parts.secondOfDay(), nanos, false, out);
  }

  private RejectCode write(
      boolean negative, long wholeSeconds, int nanos, boolean finer, SqlText out) {
    int rounded = DateTimeParts.rounded(nanos, scale);
    boolean carry = rounded == DateTimeParts.unitsPerSecond(scale);
    int fraction = carry ? 0 : rounded;
    long seconds = carry ? wholeSeconds + 1 : wholeSeconds;
    if (seconds > LAST || (seconds == LAST && fraction > 0)) {
      return RejectCode.OUT_OF_RANGE;
    }
    char before = '"';
    if (negative && (seconds | fraction) != 0) {
      out.append((byte) before);
      before = '-';
    }
    DateTimeParts.writeTime(before, (int) seconds, fraction, scale, out);
    out.append((byte) '"');
    return appended(nanos, finer, rounded, scale);
  }

  @Override
  public String expected() {
    return "a time from -838:59:59 to 838:59:59, as in \"08:00:00\", or an integer duration";
  }
}
