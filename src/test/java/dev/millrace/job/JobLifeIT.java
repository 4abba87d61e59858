package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.Conflict;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Starting, stopping, resuming, beginning and ending of jobs. */
@ExtendWith(RealServers.class)
class JobLifeIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}]";

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 2);
    kit = new EngineKit(directory.resolve("a"));
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private void put(String more) {
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{" + MAPPING + ",\"batch\":{\"lingerMs\":20}" + more + "}");
  }

  private long rows() {
    return database.number("SELECT COUNT(*) FROM " + schema + ".t");
  }

  private static String id(long id) {
    return "{\"id\":" + id + "}";
  }

  @Test
  void aWantedJobGoesOnByItselfAfterARestartOfTheProcess() {
    topic.send(0, id(1), id(2));
    put("");
    kit.start("j");
    kit.untilCaughtUp("j", 2, SOON);

    kit.close();
    topic.send(0, id(3));
    kit = new EngineKit(directory.resolve("a"));
    kit.untilCaughtUp("j", 3, SOON);

    assertThat(rows()).isEqualTo(3);
    assertThat(kit.status("j").state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void aLaneForWhichThereIsNoPartitionIsIdle() {
    put(",\"lanes\":3");

    kit.start("j");

    Eventually.until(
        "two lanes run and one is idle",
        SOON,
        () ->
            kit.status("j").lanes().stream()
                .map(lane -> lane.state() + lane.partitions().size())
                .sorted()
                .toList()
                .equals(List.of("idle0", "running1", "running1")));
  }

  @Test
  void aStoppedJobStaysStoppedAndGoesOnWhereItWas() {
    topic.send(0, id(1));
    put("");
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);
    kit.stop("j");
    topic.send(0, id(2));

    kit.close();
    kit = new EngineKit(directory.resolve("a"));

    assertThat(kit.status("j").state()).isEqualTo(JobState.STOPPED);
    assertThat(kit.status("j").partitions().get(0).ledger().nextOffset()).isEqualTo(1);
    assertThat(kit.status("j").partitions().get(0).lagRecords()).isEqualTo(1);
    kit.start("j");
    kit.untilCaughtUp("j", 2, SOON);
    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void latestStartsBehindWhatIsThereButNewPartitionsAreReadFromTheirBeginning(EmbeddedKafka kafka) {
    topic.send(0, id(1));
    put(",\"start\":{\"at\":\"latest\"},\"lanes\":2");
    kit.start("j");
    kit.until("j", JobState.RUNNING, SOON);
    kafka.addPartitions(topic.name(), 3);
    topic.send(0, id(2));
    Eventually.until(
        "the new partition can be written to",
        SOON,
        () -> {
          topic.send(2, id(3));
          return true;
        });

    kit.untilCaughtUp("j", 2, SOON);

    assertThat(database.query("SELECT id FROM " + schema + ".t ORDER BY id").toString())
        .isEqualTo("[[2], [3]]");
    assertThat(kit.status("j").balanced()).isTrue();
  }

  @Test
  void aTimestampStartsWithTheFirstRecordAtOrAfterIt() {
    long then = System.currentTimeMillis() - 3_600_000;
    topic.sendAt(0, then, id(1));
    topic.sendAt(0, then + 2_000, id(2));
    topic.sendAt(1, then + 3_000, id(3));
    put(",\"start\":{\"at\":\"timestamp\",\"timestamp\":" + (then + 1_000) + "}");
    kit.start("j");
    kit.untilCaughtUp("j", 2, SOON);

    assertThat(database.query("SELECT id FROM " + schema + ".t ORDER BY id").toString())
        .isEqualTo("[[2], [3]]");
  }

  @Test
  void offsetsStartAndEndAJobExactly() {
    topic.send(0, id(0), id(1), id(2), id(3), id(4));
    topic.send(1, id(10));
    put(
        ",\"start\":{\"at\":\"offsets\",\"offsets\":{\"0\":1}},\"stopAt\":{\"at\":\"offsets\",\"offsets\":{\"0\":4,\"1\":1}}");
    kit.start("j");
    JobStatus finished = kit.until("j", JobState.FINISHED, SOON);

    assertThat(database.query("SELECT id FROM " + schema + ".t ORDER BY id").toString())
        .isEqualTo("[[1], [2], [3], [10]]");
    assertThat(finished.balanced()).isTrue();
  }

  @Test
  void aStartOffsetOutsideTheTopicIsToldWithWhatTheTopicHolds() {
    topic.send(0, id(0), id(1));
    put(",\"start\":{\"at\":\"offsets\",\"offsets\":{\"0\":17}}");
    kit.start("j");
    JobStatus failed = kit.until("j", JobState.FAILED, SOON);

    assertThat(failed.error().message()).contains("/start/offsets/0", "17", "[0, 2)");
    assertThat(failed.partitions()).isEmpty();
  }

  @Test
  void stopAtLatestFinishesWithWhatWasThereAtTheStart() {
    topic.send(0, id(1), id(2));
    put(",\"stopAt\":{\"at\":\"latest\"}");
    kit.start("j");
    kit.until("j", JobState.FINISHED, SOON);
    topic.send(0, id(3));

    assertThat(rows()).isEqualTo(2);
    kit.close();
    kit = new EngineKit(directory.resolve("a"));
    assertThat(kit.status("j").state()).isEqualTo(JobState.FINISHED);
  }

  @Test
  void resetReadsTheTopicAnew() {
    topic.send(0, id(1));
    put(",\"write\":{\"mode\":\"replace\"}");
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);
    assertThatThrownBy(() -> EngineKit.await(kit.engine().reset("j"))).isInstanceOf(Conflict.class);
    kit.stop("j");
    database.execute("DELETE FROM " + schema + ".t");

    EngineKit.await(kit.engine().reset("j"));
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void aResetSaysThatRowsAreWrittenAgainAndTheDuplicateSaysWhatHelps() {
    topic.send(0, id(1));
    put("");
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);
    kit.stop("j");

    JobStatus reset = EngineKit.await(kit.engine().reset("j"));

    assertThat(reset.warnings())
        .extracting(Warning::code)
        .containsExactly(WarningCode.ROWS_WRITTEN_AGAIN);
    assertThat(reset.warnings().get(0).message())
        .contains("table 't'", "duplicate-key", "Empty the table", "write.mode");
    assertThat(kit.status("j").warnings()).isEqualTo(reset.warnings());
    kit.start("j");
    JobStatus failed = kit.until("j", JobState.FAILED, SOON);
    assertThat(failed.error().code()).isEqualTo("duplicate-key");
    assertThat(failed.error().message()).contains("reset", "empty the table", "write.mode");
    assertThat(failed.warnings()).isEmpty();
  }

  @Test
  void aResetOfAJobWhoseRowsReplaceOneAnotherWarnsOfNothing() {
    put(",\"write\":{\"mode\":\"replace\"}");

    assertThat(EngineKit.await(kit.engine().reset("j")).warnings()).isEmpty();
  }

  @Test
  void aStartedJobIsNeitherAlteredNorDeleted() {
    put("");
    kit.start("j");
    assertThatThrownBy(() -> put("")).isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> EngineKit.await(kit.engine().deleteJob("j")))
        .isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> EngineKit.await(kit.engine().deleteSource("s")))
        .isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> kit.start("j")).isInstanceOf(Conflict.class);
  }

  @Test
  void aStartThatCannotBeTellsEveryFaultAtOnce() {
    kit.source("nowhere", "127.0.0.1:1", "no-topic");
    kit.job("j", "nowhere", database, schema, "t", "{" + MAPPING + ",\"createTable\":\"never\"}");

    assertThatThrownBy(() -> kit.start("j"))
        .isInstanceOfSatisfying(
            InvalidDocument.class,
            e ->
                assertThat(e.faults())
                    .extracting(f -> f.pointer())
                    .contains("/source", "/destination/table"));
    assertThat(kit.engine().job("j").state()).isEqualTo(JobState.CREATED);
  }

  @Test
  void twoProcessesShareAJobAndATakenOverPartitionIsWrittenOnce() throws Exception {
    for (int i = 0; i < 200; i++) {
      topic.send(i % 2, id(i));
    }
    put(",\"lanes\":1");
    kit.start("j");
    kit.untilCaughtUp("j", 200, SOON);
    Path other = directory.resolve("b");
    Files.createDirectories(other);
    try (EngineKit second = new EngineKit(other)) {
      second.source("s", topic.kafka().bootstrapServers(), topic.name());
      second.job(
          "j",
          "s",
          database,
          schema,
          "t",
          "{" + MAPPING + ",\"lanes\":1,\"batch\":{\"lingerMs\":20}}");
      second.start("j");
      Eventually.until(
          "each process holds a partition",
          SOON,
          () ->
              kit.status("j").lanes().stream().mapToInt(l -> l.partitions().size()).sum() == 1
                  && second.status("j").lanes().stream().mapToInt(l -> l.partitions().size()).sum()
                      == 1);
      for (int i = 200; i < 400; i++) {
        topic.send(i % 2, id(i));
      }
      kit.untilCaughtUp("j", 400, SOON);
    }
    for (int i = 400; i < 500; i++) {
      topic.send(i % 2, id(i));
    }
    JobStatus status = kit.untilCaughtUp("j", 500, SOON);

    assertThat(rows()).isEqualTo(500);
    assertThat(status.balanced()).isTrue();
    assertThat(status.lanes().get(0).partitions())
        .containsExactlyInAnyOrderElementsOf(Set.of(0, 1));
  }
}
