package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Offsets that hold no record, and what the group is told of offsets. */
@OneServer("the broker matters here")
class PassedOffsetsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private void put(String more) {
    engine.put(
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}],"
            + "\"batch\":{\"lingerMs\":20}"
            + more
            + "}");
  }

  private static String id(long id) {
    return "{\"id\":" + id + "}";
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(engine.topic().name(), number);
  }

  @Test
  void aPartitionOfGapsOnlyIsPassedThoughAnotherHasRecordsInTheSamePoll() {
    engine.send(0, id(1), id(2), id(3));
    engine.topic().sendInTransaction(1, false, id(7), id(8));
    put(",\"stopAt\":{\"at\":\"latest\"}");
    engine.start();

    JobStatus status = engine.until(JobState.FINISHED);

    assertThat(status.partitions().get(1).ledger().count(Count.GAPS)).isEqualTo(3);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void onlyCommittedTransactionsAreReadAndTheRestIsGaps() {
    engine.send(0, id(1));
    engine.topic().sendInTransaction(0, true, id(2), id(3));
    engine.topic().sendInTransaction(0, false, id(-1), id(-2), id(-3));
    engine.send(0, id(4));
    engine.topic().sendInTransaction(0, false, id(-4));
    put(",\"stopAt\":{\"at\":\"latest\"}");
    engine.start();

    JobStatus status = engine.until(JobState.FINISHED);

    assertThat(engine.query("SELECT id FROM t ORDER BY id").toString())
        .isEqualTo("[[1], [2], [3], [4]]");
    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(4);
    // Four aborted records and three markers.
    assertThat(status.partitions().get(0).ledger().count(Count.GAPS)).isEqualTo(7);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void offsetsThatCompactionTookAreGaps() {
    String compacted = engine.topic().name() + "-compacted";
    engine
        .kafka()
        .createTopic(
            compacted,
            1,
            Map.of(
                "cleanup.policy", "compact",
                "min.cleanable.dirty.ratio", "0.001",
                "segment.ms", "200",
                "max.compaction.lag.ms", "200"));
    int[] next = {0};
    try (KafkaProducer<byte[], byte[]> producer = engine.kafka().producer()) {
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
    engine.kit().source("s", engine.kafka().bootstrapServers(), compacted);
    engine.put(
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}],"
            + "\"stopAt\":{\"at\":\"latest\"}}");
    engine.start();

    JobStatus status = engine.until(JobState.FINISHED);

    long rows = engine.rows();
    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(rows);
    assertThat(status.partitions().get(0).ledger().count(Count.GAPS))
        .isEqualTo(next[0] - rows)
        .isPositive();
    assertThat(engine.number("SELECT MAX(id) FROM t")).isEqualTo(next[0] - 1);
    assertThat(status.balanced()).isTrue();
  }

  private static byte[] bytes(long id) {
    return id(id).getBytes(StandardCharsets.UTF_8);
  }

  private long held(String name) {
    TopicPartition whole = new TopicPartition(name, 0);
    long count = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = engine.kafka().consumer()) {
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
    engine.send(0, id(1));
    put("");
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();
    engine.send(0, id(2), id(3), id(4), id(5));
    engine
        .kafka()
        .admin()
        .deleteRecords(Map.of(partition(0), RecordsToDelete.beforeOffset(3)))
        .all()
        .get();

    engine.start();
    JobStatus status = engine.until(JobState.FAILED);

    assertThat(status.error().code()).isEqualTo("offsets-expired");
    assertThat(status.error().message()).contains("[1, 3)");
    assertThat(engine.rows()).isOne();
    put(",\"onLostOffsets\":\"continue\"");
    engine.start();
    JobStatus after = engine.untilCaughtUp(3);
    assertThat(engine.query("SELECT id FROM t ORDER BY id").toString())
        .isEqualTo("[[1], [4], [5]]");
    assertThat(after.partitions().get(0).ledger().count(Count.GAPS)).isEqualTo(2);
    assertThat(after.balanced()).isTrue();
  }

  /** As after a restored backup of the database, or a broker that lost the end of its log. */
  @Test
  void aLedgerBehindTheEndOfTheTopicStopsTheJobAndIsNotWaitedFor() {
    engine.send(0, id(1), id(2), id(3));
    put("");
    engine.start();
    engine.untilCaughtUp(3);
    engine.stop();
    engine.execute("UPDATE millrace_ledger SET next_offset=50, gaps=47 WHERE `partition`=0");

    engine.start();
    JobStatus status = engine.until(JobState.FAILED);

    assertThat(status.error().kind()).isEqualTo("offsets");
    assertThat(status.error().message()).contains("50", "3");
    assertThat(engine.rows()).isEqualTo(3);
  }

  @Test
  void aTopicMadeAnewStopsTheJobUntilItIsReset() {
    engine.send(0, id(1), id(2), id(3));
    put("");
    engine.start();
    engine.untilCaughtUp(3);
    engine.stop();
    engine.kafka().deleteTopic(engine.topic().name());
    engine.kafka().createTopic(engine.topic().name(), 2);
    engine.send(0, id(11));

    engine.start();
    JobStatus status = engine.until(JobState.FAILED);

    assertThat(status.error().code()).isEqualTo("topic-recreated");
    assertThat(status.error().message()).contains("[1, 3)");
    assertThat(engine.rows()).isEqualTo(3);
    engine.stop();
    engine.reset();
    engine.start();
    engine.untilCaughtUp(1);
    assertThat(engine.number("SELECT COUNT(*) FROM t WHERE id=11")).isOne();
  }

  @Test
  void aTopicMadeAnewThatHasGrownPastTheLedgerIsNotTakenForTheOldOne() {
    engine.send(0, id(1));
    put("");
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();
    engine.kafka().deleteTopic(engine.topic().name());
    engine.kafka().createTopic(engine.topic().name(), 2);
    engine.send(0, id(11), id(12), id(13));

    engine.start();
    JobStatus status = engine.until(JobState.FAILED);

    assertThat(status.error().code()).isEqualTo("topic-recreated");
    assertThat(status.error().message()).contains("[0, 1) of the new topic would be passed over");
    assertThat(engine.rows()).isOne();
    engine.stop();
    engine.reset();
    engine.start();
    engine.untilCaughtUp(3);
    assertThat(engine.rows()).isEqualTo(4);
  }

  @Test
  void aTopicMadeAnewUnderTheRunningJobStopsItToo() {
    engine.send(0, id(1), id(2), id(3));
    put("");
    engine.start();
    engine.untilCaughtUp(3);

    engine.kafka().deleteTopic(engine.topic().name());
    engine.kafka().createTopic(engine.topic().name(), 2);
    engine.send(0, id(11));

    JobStatus status = engine.until(JobState.FAILED);
    assertThat(status.error().code()).isIn("topic-recreated", "unknown-topic");
    assertThat(engine.rows()).isEqualTo(3);
  }

  @Test
  void aTopicMadeAnewUnderTheRunningJobAndGrownPastItsLedgerIsNotReadAsTheOldOne() {
    engine.send(0, id(1));
    put("");
    engine.start();
    engine.untilCaughtUp(1);

    engine.kafka().deleteTopic(engine.topic().name());
    engine.kafka().createTopic(engine.topic().name(), 2);
    engine.send(0, id(11), id(12), id(13), id(14), id(15));
    engine.send(1, id(21));

    JobStatus status = engine.until(JobState.FAILED);
    assertThat(status.error().code()).isIn("topic-recreated", "unknown-topic");
    assertThat(engine.rows()).isOne();
    engine.start();
    status = engine.until(JobState.FAILED);
    assertThat(status.error().code()).isEqualTo("topic-recreated");
    assertThat(engine.rows()).isOne();
  }

  @Test
  void expiredOffsetsAreGapsAtOnceThoughNoRecordFollowsThem() throws Exception {
    engine.send(0, id(1));
    put(",\"onLostOffsets\":\"continue\",\"stopAt\":{\"at\":\"offsets\",\"offsets\":{\"0\":4}}");
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();
    engine.send(0, id(2), id(3), id(4));
    engine
        .kafka()
        .admin()
        .deleteRecords(Map.of(partition(0), RecordsToDelete.beforeOffset(4)))
        .all()
        .get();

    engine.start();
    JobStatus status = engine.until(JobState.FINISHED);

    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(1);
    assertThat(status.partitions().get(0).ledger().count(Count.GAPS)).isEqualTo(3);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void theGroupLearnsOfTheLastRecordThoughNoneFollows() {
    put("");
    engine.start();
    for (int i = 0; i < 5; i++) {
      engine.send(0, id(i));
      engine.untilCaughtUp(i + 1);
    }

    Eventually.until("the group's offset is the end", SOON, () -> committed() == 5);
  }

  private long committed() throws ExecutionException, InterruptedException {
    OffsetAndMetadata offset =
        engine
            .kafka()
            .admin()
            .listConsumerGroupOffsets(engine.group())
            .partitionsToOffsetAndMetadata()
            .get()
            .get(partition(0));
    return offset == null ? -1 : offset.offset();
  }
}
