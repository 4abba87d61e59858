package dev.millrace.coerce;

import dev.millrace.model.ColumnType;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.RejectCode;
import java.time.ZoneId;

/**
 * DATETIME(f): local date and time of the job's zone. A text with {@code Z} or an offset is
 * converted to that zone; one without is such a local time already and kept, also when clocks skip
 * it. A date alone is its midnight. Fractions are rounded half up to f digits here, since MySQL
 * would round and MariaDB would cut.
 *
 * <p>OUT_OF_RANGE outside the years 1 to 9999, also when rounding or conversion leads there.
 */
final class DateTimeCoercion extends TemporalCoercion {
  private final int scale;

  DateTimeCoercion(ColumnType type, MappingEntry entry, ZoneId zone) {
    super(entry, zone);
    scale = type.scale();
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    if (!parts.parse(b, from, to)) {
      return RejectCode.BAD_TIME;
    }
    if (parts.hasOffset() && !zone.isAlways(parts.offset())) {
      setLocal(parts.localSecond() - parts.offset());
    }
    return write(parts.nanos(), out);
  }

  @Override
  RejectCode instant(long epochSecond, int nanos, SqlText out) {
    setLocal(epochSecond);
    return write(nanos, out);
  }

  private RejectCode write(int nanos, SqlText out) {
    int fraction = DateTimeParts.rounded(nanos, scale);
    if (fraction == DateTimeParts.unitsPerSecond(scale)) {
      fraction = 0;
      parts.set(parts.localSecond() + 1);
    }
    if (!yearFits()) {
      return RejectCode.OUT_OF_RANGE;
    }
    write(parts, fraction, scale, out);
    return null;
  }

  /** Appends {@code "yyyy-MM-dd HH:mm:ss[.f]"}. */
  static void write(DateTimeParts parts, int fraction, int scale, SqlText out) {
    out.append((byte) '"');
    parts.writeDate(out);
    DateTimeParts.writeTime(' ', parts.secondOfDay(), fraction, scale, out);
    out.append((byte) '"');
  }

  @Override
  public String expected() {
    return "a date and time from the years 1 to 9999, as in \"2026-11-22T08:00:00Z\", or an epoch"
        + " integer";
  }
}
