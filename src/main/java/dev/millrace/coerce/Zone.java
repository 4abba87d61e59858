package dev.millrace.coerce;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;

/**
 * The job's time zone as offsets in seconds, fast for values that lie near each other.
 *
 * <p>Keeps the stretch of time between two transitions in which it was last asked; within it, and
 * always for UTC and fixed offsets, an answer is two comparisons. Outside, the JDK's rules are
 * asked, which allocates a few small objects. Not thread-safe.
 *
 * <p>Seconds are epoch seconds; a "local second" is a local date and time counted as if it were
 * UTC.
 */
final class Zone {
  /** Answer for a local time that clocks skip. */
  static final int GAP = Integer.MIN_VALUE;

  /**
   * More than any two offsets differ by (36 hours), so that a local time this far inside has one
   * offset.
   */
  private static final long MARGIN_SECONDS = 2 * 86_400;

  private final ZoneRules rules;
  private final boolean fixed;
  private long from = Long.MAX_VALUE / 2;
  private long to = Long.MIN_VALUE / 2;
  private int offset;

  Zone(ZoneId zone) {
    rules = zone.getRules();
    fixed = rules.isFixedOffset();
    if (fixed) {
      offset = rules.getOffset(Instant.EPOCH).getTotalSeconds();
      from = Long.MIN_VALUE / 2;
      to = Long.MAX_VALUE / 2;
    }
  }

  /** Whether this zone has always this one offset, so that its clocks need no conversion. */
  boolean isAlways(int offset) {
    return fixed && this.offset == offset;
  }

  /** The offset at an instant, in seconds east of Greenwich. */
  int offsetAt(long epochSecond) {
    if (epochSecond < from || epochSecond >= to) {
      seek(epochSecond);
    }
    return offset;
  }

  /**
   * The offset of a local time, or {@link #GAP}. Of a time that clocks show twice it is the offset
   * before the change: the earlier instant, as java.time chooses.
   */
  int offsetOfLocal(long localSecond) {
    long epochSecond = localSecond - offset;
    if (epochSecond >= from + MARGIN_SECONDS && epochSecond < to - MARGIN_SECONDS) {
      return offset;
    }
    List<ZoneOffset> offsets =
        rules.getValidOffsets(LocalDateTime.ofEpochSecond(localSecond, 0, ZoneOffset.UTC));
    if (offsets.isEmpty()) {
      return GAP;
    }
    int first = offsets.get(0).getTotalSeconds();
    seek(localSecond - first);
    return first;
  }

  private void seek(long epochSecond) {
    Instant at = Instant.ofEpochSecond(epochSecond);
    ZoneOffsetTransition previous = rules.previousTransition(at.plusSeconds(1));
    ZoneOffsetTransition next = rules.nextTransition(at);
    from = previous == null ? Long.MIN_VALUE / 2 : previous.toEpochSecond();
    to = next == null ? Long.MAX_VALUE / 2 : next.toEpochSecond();
    offset = rules.getOffset(at).getTotalSeconds();
  }
}
