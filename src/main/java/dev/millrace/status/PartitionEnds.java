package dev.millrace.status;

import dev.millrace.model.PartitionId;
import java.util.HashMap;
import java.util.Map;

/** Where partitions end, as the broker told last, and how long ago that was. Event loop only. */
final class PartitionEnds {
  /** Looks come once a second; a slow answer is not yet a broker that is away. */
  private static final long OLD_MS = 5_000;

  private record Seen(long offset, long atMillis) {}

  private final Map<PartitionId, Seen> seen = new HashMap<>();

  /**
   * @param nowMillis since 1970
   */
  void saw(Map<PartitionId, Long> offsets, long nowMillis) {
    offsets.forEach((partition, offset) -> seen.put(partition, new Seen(offset, nowMillis)));
  }

  /** -1 where the broker did not tell. */
  long of(PartitionId partition) {
    Seen end = seen.get(partition);
    return end == null ? -1 : end.offset();
  }

  /** For how long the broker has not told of the partition; 0 while looks come as they should. */
  long silentMillis(PartitionId partition, long nowMillis) {
    Seen end = seen.get(partition);
    long age = end == null ? 0 : nowMillis - end.atMillis();
    return age > OLD_MS ? age : 0;
  }

  void clear() {
    seen.clear();
  }
}
