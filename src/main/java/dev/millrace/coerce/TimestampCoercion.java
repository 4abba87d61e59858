package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.spec.MappingEntry;
import java.time.ZoneId;

/**
 * TIMESTAMP(f): an instant, written as the UTC text that a session with {@code time_zone='+00:00'}
 * stores unchanged. A text without offset is local time of the job's zone: BAD_TIME when clocks
 * skip it, the earlier instant when they show it twice. A date alone is its midnight. Fractions are
 * rounded half up to f digits.
 *
 * <p>Range: 1970-01-01 00:00:01 to 2038-01-19 03:14:07.999999 UTC after rounding, which every
 * server has; MariaDB 11.5 and later on 64 bits would go on to 2106.
 */
final class TimestampCoercion extends TemporalCoercion {
  private static final long FIRST = 1;
  private static final long LAST = Integer.MAX_VALUE;

  private final int scale;

  TimestampCoercion(ColumnType type, MappingEntry entry, ZoneId zone) {
    super(entry, zone);
    scale = type.scale();
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    if (!parts.parse(b, from, to)) {
      return RejectCode.BAD_TIME;
    }
    if (!parts.hasOffset()) {
      return local(parts.nanos(), parts.isFiner(), out);
    }
    long second = parts.localSecond() - parts.offset();
    return write(second, parts.nanos(), parts.isFiner(), parts.offset() != 0, out);
  }

  @Override
  RejectCode local(int nanos, boolean finer, SqlText out) {
    long localSecond = parts.localSecond();
    int offset = zone.offsetOfLocal(localSecond);
    return offset == Zone.GAP
        ? RejectCode.BAD_TIME
        : write(localSecond - offset, nanos, finer, offset != 0, out);
  }

  @Override
  RejectCode instant(long epochSecond, int nanos, SqlText out) {
    return write(epochSecond, nanos, false, true, out);
  }

  /**
   * @param moved whether {@link #parts} does not show this second yet
   */
  private RejectCode write(long epochSecond, int nanos, boolean finer, boolean moved, SqlText out) {
    int fraction = DateTimeParts.rounded(nanos, scale);
    boolean carry = fraction == DateTimeParts.unitsPerSecond(scale);
    long second = carry ? epochSecond + 1 : epochSecond;
    if (second < FIRST || second > LAST) {
      return RejectCode.OUT_OF_RANGE;
    }
    if (moved || carry) {
      parts.set(second);
    }
    DateTimeCoercion.write(parts, carry ? 0 : fraction, scale, out);
    return appended(nanos, finer, fraction, scale);
  }

  @Override
  public String expected() {
    return "a date and time from 1970-01-01T00:00:01Z to 2038-01-19T03:14:07Z, or an epoch integer";
  }
}
