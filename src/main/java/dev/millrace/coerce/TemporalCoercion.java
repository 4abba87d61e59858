package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.spec.FieldPath.Meta;
import dev.millrace.spec.MappingEntry;
import java.time.ZoneId;

/**
 * What the temporal families share: the time zone, and integers as time since 1970-01-01T00:00:00Z
 * in the entry's epoch unit. Metadata timestamps are milliseconds whatever the entry says. Integral
 * decimals ({@code 1.7e9}) are integers; a fraction is BAD_TIME, and so is a string of digits, in
 * which the server would see {@code yyyyMMdd}. Days since 1970-01-01 ({@code epoch: d}) are
 * calendar days, as a date in text is: no zone moves them.
 */
abstract class TemporalCoercion extends ScalarCoercion {
  /**
   * The years that servers keep exactly; officially from 1000, but Go's and .NET's zero times are
   * of year 1.
   */
  static final int FIRST_YEAR = 1;

  static final int LAST_YEAR = 9999;

  /** One day beyond the years 0 to 9999 on either side: what lies outside is so in every zone. */
  private static final long FIRST_SECOND = -62_167_219_200L - 86_400;

  private static final long LAST_SECOND = 253_402_300_799L + 86_400;
  private static final int SECONDS_OF_DAY = 86_400;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  final Zone zone;
  final DateTimeParts parts = new DateTimeParts();

  /** Whether the value is the record's timestamp or the time of writing. */
  final boolean metadata;

  private final boolean days;
  private final boolean tellsRounding;
  private final long perSecond;
  private final Digits digits = new Digits();

  TemporalCoercion(MappingEntry entry, ZoneId zone) {
    super(RejectCode.BAD_TIME);
    this.zone = new Zone(zone);
    Meta meta = entry.path().meta();
    metadata = meta == Meta.TIMESTAMP || meta == Meta.INGEST_TIME;
    days = !metadata && entry.epoch() == MappingEntry.Epoch.D;
    // When the engine writes is no information of the record's.
    tellsRounding = meta != Meta.INGEST_TIME;
    perSecond = (metadata || days ? MappingEntry.Epoch.MS : entry.epoch()).perSecond();
  }

  @Override
  final RejectCode number(byte[] b, int from, int to, SqlText out) {
    if (!digits.parse(b, from, to) || !digits.isIntegral()) {
      return RejectCode.BAD_TIME;
    }
    if (!digits.computeMagnitude() || digits.magnitude() < 0) {
      return RejectCode.OUT_OF_RANGE;
    }
    return integer(digits.isNegative() ? -digits.magnitude() : digits.magnitude(), out);
  }

  /** Coerces an integer; a count of epoch units unless the family knows better. */
  RejectCode integer(long value, SqlText out) {
    if (days) {
      if (value < FIRST_SECOND / SECONDS_OF_DAY || value > LAST_SECOND / SECONDS_OF_DAY) {
        return RejectCode.OUT_OF_RANGE;
      }
      parts.set(value * SECONDS_OF_DAY);
      return local(0, false, out);
    }
    long second = Math.floorDiv(value, perSecond);
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      return RejectCode.OUT_OF_RANGE;
    }
    return instant(second, nanos(Math.floorMod(value, perSecond)), out);
  }

  /** Coerces an instant; {@code nanos} counts up from the second. */
  abstract RejectCode instant(long epochSecond, int nanos, SqlText out);

  /**
   * Coerces the local date and time of the job's zone that {@link #parts} hold.
   *
   * @param finer whether the value says more than {@code nanos} does
   */
  RejectCode local(int nanos, boolean finer, SqlText out) {
    return RejectCode.BAD_TIME;
  }

  /**
   * The answer when a time was appended with {@code fraction} units of the last of {@code digits}
   * digits.
   */
  final RejectCode appended(int nanos, boolean finer, int fraction, int digits) {
    boolean exact = !finer && DateTimeParts.isExact(nanos, fraction, digits);
    return exact || !tellsRounding ? null : RejectCode.FRACTION_LOST;
  }

  @Override
  public boolean rounds() {
    return true;
  }

  /** Whole seconds of a count of epoch units that is not negative. */
  final long seconds(long value) {
    return value / perSecond;
  }

  /** What such a count has beyond its whole seconds. */
  final long remainder(long value) {
    return value % perSecond;
  }

  /** Nanoseconds of a count of epoch units below one second. */
  final int nanos(long units) {
    return (int) (units * (NANOS_PER_SECOND / perSecond));
  }

  /** Makes {@link #parts} the local date and time of the job's zone at an instant. */
  final void setLocal(long epochSecond) {
    parts.set(epochSecond + zone.offsetAt(epochSecond));
  }

  final boolean yearFits() {
    return parts.year() >= FIRST_YEAR && parts.year() <= LAST_YEAR;
  }
}
