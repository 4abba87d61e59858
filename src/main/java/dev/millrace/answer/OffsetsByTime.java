package dev.millrace.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where points in time are in a topic. Records are counted as offsets: where compaction or
 * transactions left holes there are fewer.
 *
 * @param records from the earliest to the end
 * @param instants in the order that was asked for
 */
public record OffsetsByTime(long records, List<At> instants) {
  public OffsetsByTime {
    instants = List.copyOf(instants);
  }

  /**
   * One point in time.
   *
   * @param records from there to the end
   * @param offsets of the first record at or after it by partition; the partition's end where all
   *     are older. Without partitions that no broker leads
   */
  public record At(Instant timestamp, long records, Map<Integer, Long> offsets) {
    public At {
      offsets = new TreeMap<>(offsets);
    }
  }
}
