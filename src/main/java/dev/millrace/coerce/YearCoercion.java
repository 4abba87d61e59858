package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.spec.MappingEntry;
import java.time.ZoneId;

/**
 * YEAR: 1901 to 2155 and 0, as an integer or as a string of four digits. An integer is the year
 * itself, not an epoch: 2026 is not 1970. Two digits are not guessed at. Dates are BAD_TIME, as for
 * a strict server. Metadata timestamps give their year in the job's zone.
 */
final class YearCoercion extends TemporalCoercion {

  YearCoercion(MappingEntry entry, ZoneId zone) {
    super(entry, zone);
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    if (to - from != 4 || DateTimeParts.afterDigits(b, from, to) != to) {
      return RejectCode.BAD_TIME;
    }
    return write(DateTimeParts.two(b, from) * 100L + DateTimeParts.two(b, from + 2), out);
  }

  @Override
  RejectCode integer(long value, SqlText out) {
    return metadata ? super.integer(value, out) : write(value, out);
  }

  @Override
  RejectCode instant(long epochSecond, int nanos, SqlText out) {
    setLocal(epochSecond);
    return write(parts.year(), out);
  }

  private static RejectCode write(long year, SqlText out) {
    if (year != 0 && (year < 1901 || year > 2155)) {
      return RejectCode.OUT_OF_RANGE;
    }
    out.integer(year);
    return null;
  }

  @Override
  public String expected() {
    return "a year from 1901 to 2155, or 0";
  }
}
