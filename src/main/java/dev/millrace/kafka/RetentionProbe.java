package dev.millrace.kafka;

import dev.millrace.model.PartitionId;
import dev.millrace.model.RetentionLimits;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Asks the broker when a topic's records go, and how old the record at an offset is, which it does
 * not tell: only the first record since a time. No record is read. Futures fail with {@link
 * BrokerException} only; event loop of the topic's probe.
 */
public final class RetentionProbe {
  private static final String DELETE = "delete";

  /** More halvings than any span of time has. */
  private static final int MOST_ROUNDS = 64;

  private final TopicProbe probe;

  public RetentionProbe(TopicProbe probe) {
    this.probe = probe;
  }

  /** The user needs the right to describe the topic's configuration. */
  public Future<RetentionLimits> limits() {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, probe.topicName());
    return probe
        .ask(admin -> admin.describeConfigs(List.of(topic)).values().get(topic))
        .map(RetentionProbe::limits);
  }

  private static RetentionLimits limits(Config config) {
    return config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains(DELETE)
        ? new RetentionLimits(
            Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value()),
            Long.parseLong(config.get(TopicConfig.RETENTION_BYTES_CONFIG).value()))
        : RetentionLimits.NONE;
  }

  /** The first record of a partition since a time. */
  private record First(long offset, long timeMillis) {}

  /**
   * When the records at these offsets were made.
   *
   * @param offsets by partition
   * @param since for each, a time that its record is probably not before, such as that of the
   *     record before it; it is looked for by halving the time where there is none
   * @param precisionMillis how much too early a time that was looked for may be
   * @return milliseconds since 1970; without partitions whose records have no time
   */
  public Future<Map<PartitionId, Long>> times(
      Map<PartitionId, Long> offsets,
      Map<PartitionId, Long> since,
      long nowMillis,
      long precisionMillis) {
    List<Search> all = new ArrayList<>();
    offsets.forEach(
        (partition, offset) ->
            all.add(
                new Search(partition, offset, since.get(partition), nowMillis, precisionMillis)));
    return round(all, 0)
        .map(
            done -> {
              Map<PartitionId, Long> times = new HashMap<>();
              all.stream()
                  .filter(search -> search.found >= 0)
                  .forEach(search -> times.put(search.partition, search.found));
              return times;
            });
  }

  private Future<Void> round(List<Search> all, int rounds) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (Search search : all) {
      if (!search.done && !probe.leaderless().contains(search.partition)) {
        asked.put(at(search.partition), OffsetSpec.forTimestamp(search.asks));
      }
    }
    if (asked.isEmpty() || rounds > MOST_ROUNDS) {
      return Future.succeededFuture();
    }
    return probe
        .ask(admin -> admin.listOffsets(asked).all())
        .compose(
            answers -> {
              for (Search search : all) {
                var answer = answers.get(at(search.partition));
                if (answer != null) {
                  search.take(new First(answer.offset(), answer.timestamp()));
                }
              }
              return round(all, rounds + 1);
            });
  }

  private static TopicPartition at(PartitionId partition) {
    return Partitions.of(partition);
  }

  /** For the time of one record; each answer halves the span that it is in. */
  private static final class Search {
    private final PartitionId partition;
    private final long offset;
    private final long precision;
    private final Long since;
    private long earliest;
    private long latest;
    private boolean begun;
    private long asks;
    private long found = -1;
    private boolean done;

    Search(PartitionId partition, long offset, Long since, long nowMillis, long precisionMillis) {
      this.partition = partition;
      this.offset = offset;
      this.since = since;
      this.latest = nowMillis;
      this.precision = Math.max(1, precisionMillis);
      this.asks = since == null ? 0 : since + 1;
    }

    void take(First first) {
      if (since != null) {
        // The first of a later time is this record, or this one has the time that was given.
        is(first.offset() == offset ? first.timeMillis() : since);
      } else if (first.offset() < 0) {
        isBefore(asks);
      } else if (first.offset() >= offset && (!begun || first.offset() == offset)) {
        // Of a record that is gone the time of the first that is left.
        is(first.timeMillis());
      } else if (first.offset() > offset) {
        isBefore(asks);
      } else {
        earliest = begun ? asks : first.timeMillis();
        halve();
      }
      begun = true;
    }

    private void isBefore(long time) {
      if (!begun) {
        done = true; // no record has a time
        return;
      }
      latest = time;
      halve();
    }

    private void halve() {
      if (latest - earliest <= precision) {
        is(earliest);
      } else {
        asks = earliest + (latest - earliest) / 2;
      }
    }

    private void is(long time) {
      found = time;
      done = true;
    }
  }
}
