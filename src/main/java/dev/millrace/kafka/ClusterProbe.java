package dev.millrace.kafka;

import dev.millrace.model.Sample;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Asks a cluster which topics it has, and looks at the newest records of each. Joins no group and
 * alters nothing. Made for one look on an event loop, and closed with it.
 */
public final class ClusterProbe {
  /** Topics that are looked at. */
  public static final int MOST_TOPICS = 200;

  /** Of one topic, whose newest record is asked for. */
  private static final int MOST_PARTITIONS = 64;

  private static final String INTERNAL = "__";
  private static final long UNLIMITED = -1;

  private final Vertx vertx;
  private final Context context;
  private final SourceSpec source;
  private final AdminConnection connection;

  /**
   * @param source its references resolved; its topic does not count
   */
  public ClusterProbe(Vertx vertx, SourceSpec source) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.source = source;
    this.connection =
        new AdminConnection(vertx, context, source, () -> Future.succeededFuture(source));
  }

  /**
   * A topic.
   *
   * @param partitions how many
   * @param led those that a broker leads, the first of them where they are very many
   */
  public record Topic(String name, int partitions, List<TopicPartition> led) {}

  /**
   * The topics that the user may describe.
   *
   * @param topics in name order, at most {@link #MOST_TOPICS}, without the brokers' own
   * @param leftOut names of the others, in order
   */
  public record Topics(List<Topic> topics, List<String> leftOut) {}

  /** Fails with {@link BrokerException}. */
  public Future<Topics> topics() {
    return connection
        .ask(admin -> admin.listTopics().names())
        .compose(
            all -> {
              List<String> names =
                  all.stream().filter(name -> !name.startsWith(INTERNAL)).sorted().toList();
              int shown = Math.min(names.size(), MOST_TOPICS);
              List<String> leftOut = names.subList(shown, names.size());
              return described(names.subList(0, shown)).map(topics -> new Topics(topics, leftOut));
            });
  }

  /** Without those that were deleted meanwhile. */
  private Future<List<Topic>> described(List<String> names) {
    return each(admin -> admin.describeTopics(names).topicNameValues())
        .map(
            found ->
                names.stream().filter(found::containsKey).map(n -> topic(found.get(n))).toList());
  }

  private static Topic topic(TopicDescription described) {
    List<TopicPartition> led = new ArrayList<>();
    for (TopicPartitionInfo partition : described.partitions()) {
      boolean hasLeader = partition.leader() != null && !partition.leader().isEmpty();
      if (hasLeader && led.size() < MOST_PARTITIONS) {
        led.add(new TopicPartition(described.name(), partition.partition()));
      }
    }
    return new Topic(described.name(), described.partitions().size(), led);
  }

  /**
   * How long records are kept, milliseconds by topic; -1 where they do not go by their age. Without
   * topics whose configuration the user may not describe.
   */
  public Future<Map<String, Long>> retention(List<Topic> topics) {
    List<ConfigResource> resources =
        topics.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    return each(admin -> admin.describeConfigs(resources).values())
        .map(
            found -> {
              Map<String, Long> retention = new HashMap<>();
              found.forEach(
                  (resource, config) -> {
                    boolean deletes =
                        config
                            .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                            .value()
                            .contains(TopicConfig.CLEANUP_POLICY_DELETE);
                    retention.put(
                        resource.name(),
                        deletes
                            ? Long.parseLong(config.get(TopicConfig.RETENTION_MS_CONFIG).value())
                            : UNLIMITED);
                  });
              return retention;
            });
  }

  /**
   * The latest time that a record has, epoch milliseconds by topic. Without topics that have no
   * record, and without any where brokers are older than Kafka 3.0, which cannot be asked.
   */
  public Future<Map<String, Long>> newest(List<Topic> topics) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    topics.forEach(topic -> topic.led().forEach(p -> asked.put(p, OffsetSpec.maxTimestamp())));
    return each(admin -> {
          ListOffsetsResult result = admin.listOffsets(asked);
          Map<TopicPartition, KafkaFuture<ListOffsetsResult.ListOffsetsResultInfo>> answers =
              new HashMap<>();
          asked.keySet().forEach(p -> answers.put(p, result.partitionResult(p)));
          return answers;
        })
        .map(
            found -> {
              Map<String, Long> newest = new HashMap<>();
              found.forEach(
                  (partition, info) -> {
                    if (info.timestamp() >= 0) {
                      newest.merge(partition.topic(), info.timestamp(), Math::max);
                    }
                  });
              return newest;
            });
  }

  /**
   * Gives a few of the newest records of each topic, see {@link NewestOfTopics}.
   *
   * @param taker called on a worker thread, before the future completes
   */
  public Future<NewestOfTopics.Unread> read(
      List<Topic> topics, Duration timeout, Consumer<Sample> taker) {
    List<TopicPartition> partitions = topics.stream().flatMap(t -> t.led().stream()).toList();
    return NewestOfTopics.read(vertx, source, partitions, timeout, taker);
  }

  /** Closes without waiting for what is under way. */
  public Future<Void> close() {
    return connection.close();
  }

  /** Answers that are good; a failure where none is. */
  private <K, V> Future<Map<K, V>> each(Function<Admin, Map<K, KafkaFuture<V>>> question) {
    return connection
        .ask(admin -> KafkaFuture.completedFuture(question.apply(admin)))
        .compose(
            asked -> {
              Map<K, V> good = new HashMap<>();
              Collection<Future<V>> all = new ArrayList<>();
              asked.forEach(
                  (key, answer) ->
                      all.add(
                          Future.fromCompletionStage(answer.toCompletionStage(), context)
                              .onSuccess(value -> good.put(key, value))));
              return Future.join(List.copyOf(all))
                  .<Map<K, V>>map(good)
                  .recover(
                      e ->
                          good.isEmpty()
                              ? Future.failedFuture(
                                  BrokerErrors.of(e, source.bootstrapServers(), source.topic()))
                              : Future.succeededFuture(good));
            });
  }
}
