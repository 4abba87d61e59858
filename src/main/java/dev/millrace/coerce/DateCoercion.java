package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.spec.MappingEntry;
import java.time.ZoneId;

/**
 * DATE: dates, days since 1970-01-01 ({@code epoch: d}), and date-times and epoch integers that are
 * midnight in the job's zone. Any other time of day is BAD_TIME: a strict server would cut it off
 * with no more than a note, and it is lost then. Metadata timestamps give their date, since mapping
 * one to a DATE column cannot mean anything else.
 */
final class DateCoercion extends TemporalCoercion {

  DateCoercion(MappingEntry entry, ZoneId zone) {
    super(entry, zone);
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    if (!parts.parse(b, from, to)) {
      return RejectCode.BAD_TIME;
    }
    int nanos = parts.nanos();
    boolean finer = parts.isFiner();
    if (parts.hasOffset()) {
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
    if (!metadata && (parts.secondOfDay() != 0 || nanos != 0 || finer)) {
      return RejectCode.BAD_TIME;
    }
    if (!yearFits()) {
      return RejectCode.OUT_OF_RANGE;
    }
    out.append((byte) '"');
    parts.writeDate(out);
    out.append((byte) '"');
    return null;
  }

  @Override
  public String expected() {
    return "a date from the years 1 to 9999, as in \"2026-11-22\", or a midnight";
  }
}
