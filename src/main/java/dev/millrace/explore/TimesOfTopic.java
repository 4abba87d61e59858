package dev.millrace.explore;

import dev.millrace.answer.OffsetsByTime;
import dev.millrace.kafka.TopicProbe;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.OffsetSpec;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks the brokers where points in time are in a topic, all at once; reads no record. */
final class TimesOfTopic {
  private final TopicProbe probe;
  private final Set<PartitionId> partitions;

  TimesOfTopic(TopicProbe probe, Set<PartitionId> partitions) {
    this.probe = probe;
    this.partitions = partitions;
  }

  /** Fails as the probe does. */
  Future<OffsetsByTime> of(List<Instant> instants) {
    Future<Map<PartitionId, Long>> begins = probe.offsets(OffsetSpec.EARLIEST, partitions);
    Future<Map<PartitionId, Long>> ends = probe.offsets(OffsetSpec.LATEST, partitions);
    List<Future<Map<PartitionId, Long>>> found =
        instants.stream()
            .map(
                at ->
                    probe.offsets(
                        new OffsetSpec(OffsetSpec.At.TIMESTAMP, at, Map.of()), partitions))
            .toList();
    return Future.all(begins, ends)
        .compose(both -> Future.all(found))
        .map(
            all -> {
              List<OffsetsByTime.At> each = new ArrayList<>();
              for (int i = 0; i < instants.size(); i++) {
                each.add(at(instants.get(i), found.get(i).result(), ends.result()));
              }
              return new OffsetsByTime(records(begins.result(), ends.result()), each);
            });
  }

  private static OffsetsByTime.At at(
      Instant timestamp, Map<PartitionId, Long> offsets, Map<PartitionId, Long> ends) {
    Map<Integer, Long> byNumber = new HashMap<>();
    offsets.forEach((partition, offset) -> byNumber.put(partition.partition(), offset));
    return new OffsetsByTime.At(timestamp, records(offsets, ends), byNumber);
  }

  /** The end may be an older one than the offset: records come while it is asked. */
  private static long records(Map<PartitionId, Long> from, Map<PartitionId, Long> ends) {
    return from.entrySet().stream()
        .mapToLong(e -> Math.max(0, ends.getOrDefault(e.getKey(), e.getValue()) - e.getValue()))
        .sum();
  }
}
