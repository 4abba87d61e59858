package dev.millrace.kafka;

import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.model.TopicId;
import dev.millrace.spec.OffsetSpec;
import dev.millrace.spec.SourceSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Asks the broker about one topic: its partitions, its offsets, and what a group committed; on the
 * event loop that made the probe.
 *
 * <p>Every future fails with {@link BrokerException} only, within the timeout. Made for a job that
 * is checked or runs, and closed with it; event loop only.
 */
public final class TopicProbe {
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Vertx vertx;
  private final Context context;
  private final SourceSpec source;
  private final AdminConnection connection;
  private Set<PartitionId> leaderless = Set.of();
  private long lookedAt;

  public TopicProbe(Vertx vertx, SourceSpec source) {
    this(vertx, source, () -> Future.succeededFuture(source));
  }

  /**
   * @param resolve the source with its references resolved, asked when a client is made; what it
   *     fails with is passed on as it is
   */
  public TopicProbe(Vertx vertx, SourceSpec source, Supplier<Future<SourceSpec>> resolve) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.source = source;
    this.connection = new AdminConnection(vertx, context, source, resolve);
  }

  /**
   * The topic as it is now.
   *
   * @param partitions all that it has
   * @param leaderless those of them that no broker leads: nothing can be asked or read of them now
   */
  public record Topic(TopicId id, Set<PartitionId> partitions, Set<PartitionId> leaderless) {}

  /** Which topic it is, and its partitions. */
  public Future<Topic> topic() {
    return ask(a -> a.describeTopics(List.of(source.topic())).topicNameValues().get(source.topic()))
        .map(this::topic);
  }

  private Topic topic(TopicDescription described) {
    Set<PartitionId> all = new TreeSet<>();
    Set<PartitionId> dead = new TreeSet<>();
    for (TopicPartitionInfo partition : described.partitions()) {
      PartitionId id = new PartitionId(source.topic(), partition.partition());
      all.add(id);
      if (partition.leader() == null || partition.leader().isEmpty()) {
        dead.add(id);
      }
    }
    leaderless = dead;
    lookedAt = System.nanoTime();
    return new Topic(new TopicId(source.topic(), described.topicId().toString()), all, dead);
  }

  /** The name of the topic that is asked about. */
  public String topicName() {
    return source.topic();
  }

  /** Partitions that no broker leads, as far as is known. */
  public Set<PartitionId> leaderless() {
    return leaderless;
  }

  /** Which topic it is; any thread. */
  public CompletionStage<TopicId> id() {
    CompletableFuture<TopicId> answer = new CompletableFuture<>();
    context.runOnContext(
        v ->
            topic()
                .onComplete(found -> answer.complete(found.id()), answer::completeExceptionally));
    return answer;
  }

  /**
   * Offsets of these partitions at a position; {@code latest} is what a reader of committed records
   * can reach. A timestamp later than all records is the end. A partition that {@code offsets} does
   * not name starts at its beginning. Of partitions that no broker leads there is nothing in the
   * answer; the others' do not wait for them.
   */
  public Future<Map<PartitionId, Long>> offsets(OffsetSpec at, Set<PartitionId> partitions) {
    return switch (at.at()) {
      case EARLIEST -> list(partitions, org.apache.kafka.clients.admin.OffsetSpec.earliest());
      case LATEST -> list(partitions, org.apache.kafka.clients.admin.OffsetSpec.latest());
      case TIMESTAMP ->
          list(
                  partitions,
                  org.apache.kafka.clients.admin.OffsetSpec.forTimestamp(
                      at.timestamp().toEpochMilli()))
              .compose(
                  found ->
                      list(partitions, org.apache.kafka.clients.admin.OffsetSpec.latest())
                          .map(
                              ends -> {
                                Map<PartitionId, Long> offsets = new HashMap<>(found);
                                offsets.replaceAll(
                                    (partition, offset) ->
                                        offset < 0 ? ends.getOrDefault(partition, offset) : offset);
                                offsets.values().removeIf(offset -> offset < 0);
                                return offsets;
                              }));
      case OFFSETS ->
          list(partitions, org.apache.kafka.clients.admin.OffsetSpec.earliest())
              .map(
                  begins -> {
                    Map<PartitionId, Long> offsets = new HashMap<>(begins);
                    // Also of partitions without leader, of which no beginning is known.
                    partitions.forEach(
                        id -> at.offsetOf(id).ifPresent(offset -> offsets.put(id, offset)));
                    return offsets;
                  });
    };
  }

  /** The ledger of an at-least-once job: what its group committed, in order of partition. */
  public Future<List<LedgerRow>> groupLedger(String group) {
    return askGroup(a -> a.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
        .map(this::rows)
        .recover(
            e ->
                e.getCause() instanceof GroupIdNotFoundException
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(e));
  }

  /** The group's members; none where there is no such group. */
  public Future<List<GroupMember>> members(String group) {
    return askGroup(a -> a.describeConsumerGroups(List.of(group)).describedGroups().get(group))
        .map(found -> GroupMember.of(found, source.topic()))
        .recover(
            e ->
                e.getCause() instanceof GroupIdNotFoundException
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(e));
  }

  /** Commits these rows for a group without members, so that its next reader starts there. */
  public Future<Void> initGroup(String group, List<LedgerRow> rows) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    rows.forEach(row -> offsets.put(Partitions.of(row.id()), CommitMetadataCodec.toCommit(row)));
    return rows.isEmpty()
        ? Future.succeededFuture()
        : askGroup(a -> a.alterConsumerGroupOffsets(group, offsets).all()).mapEmpty();
  }

  /** Forgets the group; it must have no members. A group that is not there is fine. */
  public Future<Void> deleteGroup(String group) {
    return this.<Void>askGroup(
            a -> a.deleteConsumerGroups(List.of(group)).all().thenApply(done -> null))
        .recover(
            e ->
                e.getCause() instanceof GroupIdNotFoundException
                    ? Future.succeededFuture()
                    : Future.failedFuture(e));
  }

  /** Closes without waiting for what is under way. */
  public Future<Void> close() {
    return connection.close();
  }

  private List<LedgerRow> rows(Map<TopicPartition, OffsetAndMetadata> commits) {
    List<LedgerRow> rows = new ArrayList<>();
    commits.forEach(
        (partition, commit) -> {
          if (partition.topic().equals(source.topic())) {
            CommitMetadataCodec.fromCommit(partition, commit).ifPresent(rows::add);
          }
        });
    rows.sort(Comparator.comparing(LedgerRow::id));
    return rows;
  }

  /**
   * For each of these partitions that has a record at or after {@code at}, the first such record's
   * own time, epoch milliseconds: by it a start at a timestamp is judged.
   */
  public Future<Map<PartitionId, Long>> timesFound(Instant at, Set<PartitionId> partitions) {
    return find(
            partitions, org.apache.kafka.clients.admin.OffsetSpec.forTimestamp(at.toEpochMilli()))
        .map(
            found -> {
              Map<PartitionId, Long> times = new HashMap<>();
              found.forEach(
                  (partition, info) -> {
                    if (info.offset() >= 0) {
                      times.put(Partitions.id(partition), info.timestamp());
                    }
                  });
              return times;
            });
  }

  private Future<Map<PartitionId, Long>> list(
      Set<PartitionId> partitions, org.apache.kafka.clients.admin.OffsetSpec spec) {
    return find(partitions, spec)
        .map(
            found -> {
              Map<PartitionId, Long> offsets = new HashMap<>();
              found.forEach(
                  (partition, info) -> offsets.put(Partitions.id(partition), info.offset()));
              return offsets;
            });
  }

  /**
   * Kafka's admin client asks a partition without leader for its offsets without a pause until its
   * time is up, and gives nothing of the others before. So those are left out as soon as they are
   * known, and looked at again now and then.
   */
  private Future<Map<TopicPartition, ListOffsetsResultInfo>> find(
      Set<PartitionId> partitions, org.apache.kafka.clients.admin.OffsetSpec spec) {
    Future<?> known =
        !leaderless.isEmpty() && System.nanoTime() - lookedAt > LOOK_AGAIN_NANOS
            ? topic()
            : Future.succeededFuture();
    return known
        .compose(v -> findLed(partitions, spec))
        .recover(
            e -> {
              Set<PartitionId> before = leaderless;
              return e instanceof BrokerException failure && failure.mayPass()
                  ? topic()
                      .compose(
                          now ->
                              now.leaderless().equals(before)
                                  ? Future.failedFuture(e)
                                  : findLed(partitions, spec))
                  : Future.failedFuture(e);
            });
  }

  private Future<Map<TopicPartition, ListOffsetsResultInfo>> findLed(
      Set<PartitionId> partitions, org.apache.kafka.clients.admin.OffsetSpec spec) {
    Map<TopicPartition, org.apache.kafka.clients.admin.OffsetSpec> wanted = new HashMap<>();
    for (PartitionId p : partitions) {
      if (!leaderless.contains(p)) {
        wanted.put(Partitions.of(p), spec);
      }
    }
    if (wanted.isEmpty()) {
      return partitions.isEmpty()
          ? Future.succeededFuture(Map.of())
          : Future.failedFuture(BrokerException.leaderless(source.topic()));
    }
    return ask(
        a -> a.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all());
  }

  private <T> Future<T> askGroup(Function<Admin, KafkaFuture<T>> question) {
    return CoordinatorWait.of(vertx, () -> ask(question));
  }

  <T> Future<T> ask(Function<Admin, KafkaFuture<T>> question) {
    return connection.ask(question);
  }
}
