package dev.millrace.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which lane has which partitions. What a rebalance changes comes lane by lane, and a group in
 * trouble rebalances again and again: it is written when it has come to rest, or twice a minute.
 * One thread.
 */
final class Rebalances {
  private static final long QUIET_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();

  private final EntryWriter timeline;
  private final TreeMap<String, List<Object>> lanes = new TreeMap<>();
  private Map<String, List<Object>> written = Map.of();
  private long changes;
  private long firstNanos;
  private long newestNanos;

  Rebalances(EntryWriter timeline) {
    this.timeline = timeline;
  }

  void assigned(int lane, Collection<?> partitions, long nanos) {
    List<Object> sorted = new ArrayList<>(partitions);
    sorted.sort(null);
    // A lane that lost them may not live to say so.
    lanes.values().forEach(others -> others.removeAll(sorted));
    lanes.put("lane " + lane, sorted);
    if (changes++ == 0) {
      firstNanos = nanos;
    }
    newestNanos = nanos;
  }

  /** The lanes are made anew, and none has anything. */
  void begin() {
    lanes.clear();
  }

  /** The lanes are gone: that they gave back what they had is no rebalance. */
  void rest() {
    lanes.clear();
    changes = 0;
  }

  void tick(long nanos) {
    if (changes > 0
        && (nanos - newestNanos >= QUIET_NANOS || nanos - firstNanos >= LONGEST_NANOS)) {
      end();
    }
  }

  void end() {
    if (changes > 0 && !lanes.equals(written)) {
      written = new TreeMap<>();
      lanes.forEach((lane, has) -> written.put(lane, List.copyOf(has)));
      timeline.add(
          EntryKind.REBALANCE,
          null,
          lanes.entrySet().stream()
              .map(lane -> lane.getKey() + " has " + partitions(lane.getValue()))
              .collect(Collectors.joining(", ", "partitions were assigned: ", "")),
          Map.of("lanes", written, "changes", changes));
    }
    changes = 0;
  }

  private static String partitions(List<Object> partitions) {
    return partitions.isEmpty()
        ? "none"
        : partitions.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
  }
}
