package dev.millrace.preflight;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.PartitionId;
import dev.millrace.model.RecordTime;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.OffsetSpec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells that a position by timestamp was found by a record whose time cannot be right: of a record
 * of the year 57,612 every earlier timestamp is "at or before", so the position may be far from
 * what was meant.
 */
public final class TimestampWarning {
  private TimestampWarning() {}

  /** Whether the job has a position that is looked up by a timestamp. */
  public static boolean applies(JobSpec spec) {
    return spec.start().at() == OffsetSpec.At.TIMESTAMP
        || spec.end().filter(end -> end.at() == OffsetSpec.At.TIMESTAMP).isPresent();
  }

  /** Never fails: what the broker does not tell is not warned of. */
  public static Future<List<Warning>> of(
      JobSpec spec, String topic, Set<PartitionId> partitions, TopicProbe probe) {
    return of("start", spec.start(), topic, partitions, probe)
        .compose(
            start ->
                of("stopAt", spec.end().orElse(null), topic, partitions, probe)
                    .map(
                        end -> {
                          List<Warning> both = new ArrayList<>(start);
                          both.addAll(end);
                          return both;
                        }))
        .otherwise(List.of());
  }

  private static Future<List<Warning>> of(
      String field, OffsetSpec at, String topic, Set<PartitionId> partitions, TopicProbe probe) {
    if (at == null || at.at() != OffsetSpec.At.TIMESTAMP) {
      return Future.succeededFuture(List.of());
    }
    return probe
        .timesFound(at.timestamp(), partitions)
        .map(found -> strange(field, at.timestamp(), topic, new TreeMap<>(found)));
  }

  private static List<Warning> strange(
      String field, Instant at, String topic, Map<PartitionId, Long> found) {
    long now = System.currentTimeMillis();
    found.values().removeIf(time -> RecordTime.isPlausible(time, now));
    if (found.isEmpty()) {
      return List.of();
    }
    long first = found.values().iterator().next();
    return List.of(
        new Warning(
            WarningCode.IMPLAUSIBLE_TIMES,
            "the first record at or after "
                + at
                + " has a time that cannot be right ("
                + Instant.ofEpochMilli(first)
                + ", "
                + first
                + " ms) in "
                + found.size()
                + " partitions of "
                + topic
                + ", so it may stand long before the records that are meant: look at the offsets"
                + " there, and use {\"at\": \"offsets\"}",
            "/" + field + "/timestamp",
            topic,
            PartitionId.numbers(found.keySet())));
  }
}
