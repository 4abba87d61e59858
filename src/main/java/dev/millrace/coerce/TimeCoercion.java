package dev.millrace.coerce;

import dev.millrace.model.ColumnType;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.RejectCode;
import java.time.ZoneId;

/**
 * TIME(f), which is a duration that may also be a time of day: {@code HH:mm:ss[.f]}, with two or
 * three digits for the hours and a minus if need be. An integer is such a duration too, in the
 * entry's epoch unit (Kafka Connect's Time is milliseconds since midnight); no zone has a say in
 * it. Metadata timestamps give their time of day in the job's zone.
 *
 * <p>Date-times are BAD_TIME: a strict server would drop the date with no more than a note.
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
    if (hourDigits < 2 || hourDigits > 3 || to - i < 6 || b[i] != ':' || b[i + 3] != ':') {
      return RejectCode.BAD_TIME;
    }
    int hours = (hourDigits == 3 ? (b[hoursFrom] - '0') * 100 : 0) + DateTimeParts.two(b, i - 2);
    int minutes = DateTimeParts.two(b, i + 1);
    int seconds = DateTimeParts.two(b, i + 4);
    if ((minutes | seconds) < 0 || minutes > 59 || seconds > 59) {
      return RejectCode.BAD_TIME;
    }
    i += 6;
    int nanos = 0;
    if (i < to) {
      int end = DateTimeParts.afterDigits(b, i + 1, to);
      if (b[i] != '.' || end == i + 1 || end != to) {
        return RejectCode.BAD_TIME;
      }
      nanos = DateTimeParts.nanos(b, i + 1, end);
    }
    return write(negative, (hours * 60L + minutes) * 60 + seconds, nanos, out);
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
        : write(value < 0, seconds, nanos(remainder(units)), out);
  }

  @Override
  RejectCode instant(long epochSecond, int nanos, SqlText out) {
    setLocal(epochSecond);
    return write(false, parts.secondOfDay(), nanos, out);
  }

  private RejectCode write(boolean negative, long seconds, int nanos, SqlText out) {
    int fraction = DateTimeParts.rounded(nanos, scale);
    if (fraction == DateTimeParts.unitsPerSecond(scale)) {
      fraction = 0;
      seconds++;
    }
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
    return null;
  }

  @Override
  public String expected() {
    return "a time from -838:59:59 to 838:59:59, as in \"08:00:00\", or an integer duration";
  }
}
