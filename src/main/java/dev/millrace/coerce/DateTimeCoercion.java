package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.spec.MappingEntry;
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
    int nanos = parts.nanos();
    boolean finer = parts.isFiner();
    if (parts.hasOffset() && !zone.isAlways(parts.offset())) {
      setLocal(parts.localSecond() - parts.offset());
    }
    return local(nanos, finer, out);
  }

  @Override
  RejectCode instant(long epochSecond, int nanos, SqlText out) {
    setLocal(epochSecond);
    return local(nanos, false, out);
  }

  @Override
  RejectCode local(int nanos, boolean finer, SqlText out) {
    int fraction = DateTimeParts.rounded(nanos, scale);
    boolean carry = fraction == DateTimeParts.unitsPerSecond(scale);
    if (carry) {
      parts.set(parts.localSecond() + 1);
    }
    if (!yearFits()) {
      return RejectCode.OUT_OF_RANGE;
    }
    write(parts, carry ? 0 : fraction, scale, out);
    return appended(nanos, finer, fraction, scale);
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
