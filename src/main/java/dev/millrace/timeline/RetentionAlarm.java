package dev.millrace.timeline;

import dev.millrace.answer.JobStatus.PartitionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells when the lag of a job has used so much of its topic's retention that records may be lost:
 * once at {@value #FIRST} and once at {@value #SECOND}, and again only after the use was below that
 * by {@value #HYSTERESIS}. The partition that has used most counts. One thread.
 */
final class RetentionAlarm {
  static final double FIRST = 0.7;
  static final double SECOND = 0.9;
  static final double HYSTERESIS = 0.05;

  private final EntryWriter timeline;
  private double told;

  RetentionAlarm(EntryWriter timeline) {
    this.timeline = timeline;
  }

  /**
   * @param partitions as they are known now; what is not known of them changes nothing
   */
  void look(List<PartitionStatus> partitions) {
    PartitionStatus worst = null;
    for (PartitionStatus partition : partitions) {
      Double used = partition.retentionUsed();
      if (used != null && (worst == null || used > worst.retentionUsed())) {
        worst = partition;
      }
    }
    if (worst == null) {
      return;
    }
    double used = worst.retentionUsed();
    double crossed = used >= SECOND ? SECOND : used >= FIRST ? FIRST : 0;
    if (crossed > told) {
      told = crossed;
      tell(worst, used);
    } else if (used < told - HYSTERESIS) {
      // Between the two thresholds the first one has been told.
      told = used < FIRST - HYSTERESIS ? 0 : Math.min(told, FIRST);
    }
  }

  private void tell(PartitionStatus worst, double used) {
    String topic = worst.ledger().topic();
    int partition = worst.ledger().partition();
    Instant lostAt = worst.lostAt();
    Map<String, Object> data = new TreeMap<>();
    data.put("topic", topic);
    data.put("partition", partition);
    data.put("used", used);
    data.put("lostAt", lostAt == null ? null : lostAt.toString());
    timeline.add(
        EntryKind.RETENTION,
        null,
        "the lag has used %d %% of the retention of %s[%d]: %s"
            .formatted(
                (int) (used * 100),
                topic,
                partition,
                used >= 1
                    ? "records may be lost at any moment"
                    : lostAt == null
                        ? "when records will be lost cannot be said yet"
                        : "at this rate records will be lost at " + lostAt),
        data);
  }
}
