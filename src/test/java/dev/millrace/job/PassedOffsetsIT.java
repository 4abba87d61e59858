package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Offsets that hold no record, and what the group is told of offsets. */
@ExtendWith(RealServers.class)
class PassedOffsetsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka broker, EmbeddedMariaDb mariaDb) {
    kafka = broker;
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 2);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private void put(String name, String more) {
    kit.job(
        name,
        "s",
        database,
        schema,
        "t",
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}],"
            + "\"batch\":{\"lingerMs\":20}"
            + more
            + "}");
  }

  private static String id(long id) {
    return "{\"id\":" + id + "}";
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(topic.name(), number);
  }

  @Test
  void aPartitionOfGapsOnlyIsPassedThoughAnotherHasRecordsInTheSamePoll() {
    topic.send(0, id(1), id(2), id(3));
    topic.sendInTransaction(1, false, id(7), id(8));
    put("gaps", ",\"stopAt\":{\"at\":\"latest\"}");
    kit.start("gaps");

    JobStatus status = kit.until("gaps", JobState.FINISHED, SOON);

    assertThat(status.partitions().get(1).ledger().count(Count.GAPS)).isEqualTo(3);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void onlyCommittedTransactionsAreReadAndTheRestIsGaps() {
    topic.send(0, id(1));
    topic.sendInTransaction(0, true, id(2), id(3));
    topic.sendInTransaction(0, false, id(-1), id(-2), id(-3));
    topic.send(0, id(4));
    topic.sendInTransaction(0, false, id(-4));
    put("mixed", ",\"stopAt\":{\"at\":\"latest\"}");
    kit.start("mixed");

    JobStatus status = kit.until("mixed", JobState.FINISHED, SOON);

    assertThat(database.query("SELECT id FROM " + schema + ".t ORDER BY id").toString())
        .isEqualTo("[[1], [2], [3], [4]]");
    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(4);
    // Four aborted records and three markers.
    assertThat(status.partitions().get(0).ledger().count(Count.GAPS)).isEqualTo(7);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void offsetsThatCompactionTookAreGaps() {
    String compacted = topic.name() + "-compacted";
    kafka.createTopic(
        compacted,
        1,
        Map.of(
            "cleanup.policy", "compact",
            "min.cleanable.dirty.ratio", "0.001",
            "segment.ms", "200",
            "max.compaction.lag.ms", "200"));
    int[] next = {0};
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      Eventually.until(
          "the log was compacted",
          Duration.ofSeconds(60),
          () -> {
            // Three keys; each round so much later that a new segment begins, for the last one is
            // never cleaned.
            for (int i = 0; i < 100; i++, next[0]++) {
              producer.send(
                  new ProducerRecord<>(
                      compacted, 0, next[0] * 1_000L, new byte[] {(byte) (i % 3)}, bytes(next[0])));
            }
            producer.flush();
            return held(compacted) < next[0] - 150;
          });
    }
    kit.source("c", kafka.bootstrapServers(), compacted);
    kit.job(
        "compacted",
        "c",
        database,
        schema,
        "t",
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}],"
            + "\"stopAt\":{\"at\":\"latest\"}}");
    kit.start("compacted");

    JobStatus status = kit.until("compacted", JobState.FINISHED, SOON);

    long rows = database.number("SELECT COUNT(*) FROM " + schema + ".t");
    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(rows);
    assertThat(status.partitions().get(0).ledger().count(Count.GAPS))
        .isEqualTo(next[0] - rows)
        .isPositive();
    assertThat(database.number("SELECT MAX(id) FROM " + schema + ".t")).isEqualTo(next[0] - 1);
    assertThat(status.balanced()).isTrue();
  }

  private static byte[] bytes(long id) {
    return id(id).getBytes(StandardCharsets.UTF_8);
  }

  private long held(String name) {
    TopicPartition whole = new TopicPartition(name, 0);
    long count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      consumer.assign(List.of(whole));
      long end = consumer.endOffsets(List.of(whole)).get(whole);
      while (consumer.position(whole) < end) {
        count += consumer.poll(Duration.ofSeconds(1)).count();
      }
    }
    return count;
  }

  @Test
  void expiredOffsetsStopTheJobAndItSaysWhichAreLost() throws Exception {
    topic.send(0, id(1));
    put("stops", "");
    kit.start("stops");
    kit.untilCaughtUp("stops", 1, SOON);
    kit.stop("stops");
    topic.send(0, id(2), id(3), id(4), id(5));
    kafka.admin().deleteRecords(Map.of(partition(0), RecordsToDelete.beforeOffset(3))).all().get();

    kit.start("stops");
    JobStatus status = kit.until("stops", JobState.FAILED, SOON);

    assertThat(status.error().code()).isEqualTo("offsets-expired");
    assertThat(status.error().message()).contains("[1, 3)");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isOne();
    put("stops", ",\"onLostOffsets\":\"continue\"");
    kit.start("stops");
    JobStatus after = kit.untilCaughtUp("stops", 3, SOON);
    assertThat(database.query("SELECT id FROM " + schema + ".t ORDER BY id").toString())
        .isEqualTo("[[1], [4], [5]]");
    assertThat(after.partitions().get(0).ledger().count(Count.GAPS)).isEqualTo(2);
    assertThat(after.balanced()).isTrue();
  }

  /** As after a restored backup of the database, or a broker that lost the end of its log. */
  @Test
  void aLedgerBehindTheEndOfTheTopicStopsTheJobAndIsNotWaitedFor() {
    topic.send(0, id(1), id(2), id(3));
    put("beyond", "");
    kit.start("beyond");
    kit.untilCaughtUp("beyond", 3, SOON);
    kit.stop("beyond");
    database.execute(
        "UPDATE " + schema + ".millrace_ledger SET next_offset=50, gaps=47 WHERE `partition`=0");

    kit.start("beyond");
    JobStatus status = kit.until("beyond", JobState.FAILED, SOON);

    assertThat(status.error().kind()).isEqualTo("offsets");
    assertThat(status.error().message()).contains("50", "3");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo(3);
  }

  @Test
  void aTopicMadeAnewStopsTheJobUntilItIsReset() {
    topic.send(0, id(1), id(2), id(3));
    put("anew", "");
    kit.start("anew");
    kit.untilCaughtUp("anew", 3, SOON);
    kit.stop("anew");
    kafka.deleteTopic(topic.name());
    kafka.createTopic(topic.name(), 2);
    topic.send(0, id(11));

    kit.start("anew");
    JobStatus status = kit.until("anew", JobState.FAILED, SOON);

    assertThat(status.error().code()).isEqualTo("topic-recreated");
    assertThat(status.error().message()).contains("[1, 3)");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo(3);
    kit.stop("anew");
    EngineKit.await(kit.engine().reset("anew"));
    kit.start("anew");
    kit.untilCaughtUp("anew", 1, SOON);
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t WHERE id=11")).isOne();
  }

  @Test
  void aTopicMadeAnewThatHasGrownPastTheLedgerIsNotTakenForTheOldOne() {
    topic.send(0, id(1));
    put("grown", "");
    kit.start("grown");
    kit.untilCaughtUp("grown", 1, SOON);
    kit.stop("grown");
    kafka.deleteTopic(topic.name());
    kafka.createTopic(topic.name(), 2);
    topic.send(0, id(11), id(12), id(13));

    kit.start("grown");
    JobStatus status = kit.until("grown", JobState.FAILED, SOON);

    assertThat(status.error().code()).isEqualTo("topic-recreated");
    assertThat(status.error().message()).contains("[0, 1) of the new topic would be passed over");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isOne();
    kit.stop("grown");
    EngineKit.await(kit.engine().reset("grown"));
    kit.start("grown");
    kit.untilCaughtUp("grown", 3, SOON);
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo(4);
  }

  @Test
  void aTopicMadeAnewUnderTheRunningJobStopsItToo() {
    topic.send(0, id(1), id(2), id(3));
    put("under", "");
    kit.start("under");
    kit.untilCaughtUp("under", 3, SOON);

    kafka.deleteTopic(topic.name());
    kafka.createTopic(topic.name(), 2);
    topic.send(0, id(11));

    JobStatus status = kit.until("under", JobState.FAILED, SOON);
    assertThat(status.error().code()).isIn("topic-recreated", "unknown-topic");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo(3);
  }

  @Test
  void aTopicMadeAnewUnderTheRunningJobAndGrownPastItsLedgerIsNotReadAsTheOldOne() {
    topic.send(0, id(1));
    put("overgrown", "");
    kit.start("overgrown");
    kit.untilCaughtUp("overgrown", 1, SOON);

    kafka.deleteTopic(topic.name());
    kafka.createTopic(topic.name(), 2);
    topic.send(0, id(11), id(12), id(13), id(14), id(15));
    topic.send(1, id(21));

    JobStatus status = kit.until("overgrown", JobState.FAILED, SOON);
    assertThat(status.error().code()).isIn("topic-recreated", "unknown-topic");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isOne();
    kit.start("overgrown");
    status = kit.until("overgrown", JobState.FAILED, SOON);
    assertThat(status.error().code()).isEqualTo("topic-recreated");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isOne();
  }

  @Test
  void expiredOffsetsAreGapsAtOnceThoughNoRecordFollowsThem() throws Exception {
    topic.send(0, id(1));
    put(
        "expired",
        ",\"onLostOffsets\":\"continue\",\"stopAt\":{\"at\":\"offsets\",\"offsets\":{\"0\":4}}");
    kit.start("expired");
    kit.untilCaughtUp("expired", 1, SOON);
    kit.stop("expired");
    topic.send(0, id(2), id(3), id(4));
    kafka.admin().deleteRecords(Map.of(partition(0), RecordsToDelete.beforeOffset(4))).all().get();

    kit.start("expired");
    JobStatus status = kit.until("expired", JobState.FINISHED, SOON);

    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(1);
    assertThat(status.partitions().get(0).ledger().count(Count.GAPS)).isEqualTo(3);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void theGroupLearnsOfTheLastRecordThoughNoneFollows() {
    put("idle", "");
    kit.start("idle");
    for (int i = 0; i < 5; i++) {
      topic.send(0, id(i));
      kit.untilCaughtUp("idle", i + 1, SOON);
    }

    Eventually.until("the group's offset is the end", SOON, () -> committed("millrace-idle") == 5);
  }

  private long committed(String group) throws ExecutionException, InterruptedException {
    OffsetAndMetadata offset =
        kafka
            .admin()
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get()
            .get(partition(0));
    return offset == null ? -1 : offset.offset();
  }
}
