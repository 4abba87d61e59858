package dev.millrace.status;

import dev.millrace.model.PartitionId;
import dev.millrace.model.RetentionLimits;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * How much of a topic's retention a job's lag has used: what was asked of the broker now and then,
 * and what follows of it at any moment. Event loop only; times are milliseconds since 1970.
 *
 * <p>By age: the age of the next record to read, as a share of the age at which the topic deletes.
 * By size, where the topic has such a limit and has deleted: how much of what the partition still
 * has is unread. The larger counts.
 */
public final class RetentionBoard {
  private static final long EVERY_MS = 30_000;
  private static final long LIMITS_MS = 300_000;
  private static final long RATE_WINDOW_MS = 300_000;
  private static final long RATE_SHORTEST_MS = 20_000;

  /** Less is no lag to speak of, and its growth is noise. */
  private static final double WORTH_A_FORECAST = 0.01;

  /**
   * What the broker was asked of a partition that has a lag.
   *
   * @param nextOffset the next to read
   * @param nextTime when its record was made; -1 where that is not known
   * @param unreadShare of the offsets that the partition still has
   * @param begin the first of them
   */
  public record Look(long nextOffset, long nextTime, double unreadShare, long begin) {}

  private record Use(long atMillis, long nextOffset, double used) {}

  private final Map<PartitionId, Look> looks = new HashMap<>();
  private final Map<PartitionId, Deque<Use>> uses = new HashMap<>();
  private RetentionLimits limits;
  private long limitsAt;
  private long begunAt;
  private boolean begun;

  /**
   * Whether it is time to ask the broker again; then the time counts from now.
   *
   * @param outdated whether what was asked is of another place than that where the job rests
   */
  boolean begins(boolean outdated, long nowMillis) {
    if (begun && !outdated && nowMillis - begunAt < EVERY_MS) {
      return false;
    }
    begun = true;
    begunAt = nowMillis;
    return true;
  }

  /** Null where they are to be asked. */
  public RetentionLimits limits(long nowMillis) {
    return limits != null && nowMillis - limitsAt < LIMITS_MS ? limits : null;
  }

  /** As the broker told them, or {@link RetentionLimits#NONE} where it does not tell. */
  public void limits(RetentionLimits told, long nowMillis) {
    limits = told;
    limitsAt = nowMillis;
  }

  /** Whether this place of a partition with a lag is another than that which was asked about. */
  boolean isElsewhere(PartitionId partition, long nextOffset) {
    Look look = looks.get(partition);
    return (limits == null || !limits.isNone())
        && (look == null || look.nextOffset() != nextOffset);
  }

  /** When the record at this offset was made, where that was asked before; else null. */
  public Long timeOf(PartitionId partition, long nextOffset) {
    Look look = looks.get(partition);
    return look != null && look.nextOffset() == nextOffset && look.nextTime() >= 0
        ? look.nextTime()
        : null;
  }

  /**
   * @param newest of every partition that has a lag
   */
  public void saw(Map<PartitionId, Look> newest, long nowMillis) {
    looks.clear();
    looks.putAll(newest);
    uses.keySet().retainAll(newest.keySet());
    newest.forEach(
        (partition, look) -> {
          Deque<Use> window = uses.computeIfAbsent(partition, p -> new ArrayDeque<>());
          window.addLast(new Use(nowMillis, look.nextOffset(), used(look, nowMillis)));
          while (nowMillis - window.peekFirst().atMillis() > RATE_WINDOW_MS) {
            window.removeFirst();
          }
        });
  }

  public void forget() {
    looks.clear();
    uses.clear();
    limits = null;
    begun = false;
  }

  /**
   * 1 where the next record may be deleted at any moment; null where that is not known, or the
   * topic deletes nothing.
   */
  Double used(PartitionId partition, long lag, long nowMillis) {
    if (limits == null || limits.isNone()) {
      return null;
    }
    if (lag == 0) {
      return 0.0;
    }
    Look look = looks.get(partition);
    double used = look == null ? Double.NaN : used(look, nowMillis);
    return Double.isNaN(used) ? null : used;
  }

  /** NaN where neither age nor size tells. */
  private double used(Look look, long nowMillis) {
    boolean bySize = limits.bytes() >= 0 && look.begin() > 0;
    double age =
        limits.millis() > 0 && look.nextTime() >= 0
            ? Math.max(0, nowMillis - look.nextTime()) / (double) limits.millis()
            : Double.NaN;
    double size = bySize ? look.unreadShare() : Double.NaN;
    return Double.isNaN(age) ? size : Double.isNaN(size) ? age : Math.max(age, size);
  }

  /**
   * When the next record will be lost at the present rate; null where it will not, or too little is
   * used to say.
   *
   * @param nextOffset the next to read, now
   * @param rests whether nothing will be read
   */
  Instant lostAt(PartitionId partition, long nextOffset, long lag, boolean rests, long nowMillis) {
    Double used = used(partition, lag, nowMillis);
    if (used == null || used < WORTH_A_FORECAST) {
      return null;
    }
    Look look = looks.get(partition);
    Deque<Use> window = uses.get(partition);
    Use first = window.peekFirst();
    boolean stuck =
        rests
            || (first.nextOffset() == nextOffset
                && nowMillis - first.atMillis() >= RATE_SHORTEST_MS);
    if (stuck && limits.millis() > 0 && look.nextTime() >= 0 && used == ageOf(look, nowMillis)) {
      return Instant.ofEpochMilli(look.nextTime() + limits.millis());
    }
    Use last = window.peekLast();
    if (last.atMillis() - first.atMillis() < RATE_SHORTEST_MS || last.used() <= first.used()) {
      return null;
    }
    double perMilli = (last.used() - first.used()) / (last.atMillis() - first.atMillis());
    double left = Math.max(0, 1 - used) / perMilli;
    return left > Integer.MAX_VALUE * 1_000.0
        ? null
        : Instant.ofEpochMilli(nowMillis + (long) left);
  }

  private double ageOf(Look look, long nowMillis) {
    return Math.max(0, nowMillis - look.nextTime()) / (double) limits.millis();
  }
}
