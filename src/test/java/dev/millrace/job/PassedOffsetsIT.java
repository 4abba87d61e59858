package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
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

    assertThat(status.partitions().get(1).ledger().gaps()).isEqualTo(3);
    assertThat(status.balanced()).isTrue();
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

    assertThat(status.partitions().get(0).ledger().written()).isEqualTo(1);
    assertThat(status.partitions().get(0).ledger().gaps()).isEqualTo(3);
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
