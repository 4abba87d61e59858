package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.Precondition;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Starting, stopping, resuming, beginning and ending of jobs. */
class JobLifeIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}]";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private void put(String more) {
    engine.put("{" + MAPPING + ",\"batch\":{\"lingerMs\":20}" + more + "}");
  }

  private static String id(long id) {
    return "{\"id\":" + id + "}";
  }

  @Test
  void aWantedJobGoesOnByItselfAfterARestartOfTheProcess() {
    engine.send(0, id(1), id(2));
    put("");
    engine.start();
    engine.untilCaughtUp(2);

    engine.kit().close();
    engine.send(0, id(3));
    engine.restartProcess();
    engine.untilCaughtUp(3);

    assertThat(engine.rows()).isEqualTo(3);
    assertThat(engine.status().state()).isEqualTo(JobState.RUNNING);
  }

  @OneServer("the broker matters here")
  @Test
  void aLaneForWhichThereIsNoPartitionIsIdle() {
    put(",\"lanes\":3");

    engine.start();

    Eventually.until(
        "two lanes run and one is idle",
        SOON,
        () ->
            engine.status().lanes().stream()
                .map(lane -> lane.state() + lane.partitions().size())
                .sorted()
                .toList()
                .equals(List.of("idle0", "running1", "running1")));
  }

  @Test
  void aStoppedJobStaysStoppedAndGoesOnWhereItWas() {
    engine.send(0, id(1));
    put("");
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();
    engine.send(0, id(2));

    engine.restartProcess();

    assertThat(engine.status().state()).isEqualTo(JobState.STOPPED);
    assertThat(engine.status().partitions().get(0).ledger().nextOffset()).isEqualTo(1);
    assertThat(engine.status().partitions().get(0).lagRecords()).isEqualTo(1);
    engine.start();
    engine.untilCaughtUp(2);
    assertThat(engine.rows()).isEqualTo(2);
  }

  @Test
  void latestStartsBehindWhatIsThereButNewPartitionsAreReadFromTheirBeginning() {
    engine.send(0, id(1));
    put(",\"start\":{\"at\":\"latest\"},\"lanes\":2");
    engine.start();
    engine.until(JobState.RUNNING);
    engine.kafka().addPartitions(engine.topic().name(), 3);
    engine.send(0, id(2));
    Eventually.until(
        "the new partition can be written to",
        SOON,
        () -> {
          engine.send(2, id(3));
          return true;
        });

    engine.untilCaughtUp(2);

    assertThat(engine.query("SELECT id FROM t ORDER BY id").toString()).isEqualTo("[[2], [3]]");
    assertThat(engine.status().balanced()).isTrue();
  }

  @OneServer("the broker matters here")
  @Test
  void aTimestampStartsWithTheFirstRecordAtOrAfterIt() {
    long then = System.currentTimeMillis() - 3_600_000;
    engine.topic().sendAt(0, then, id(1));
    engine.topic().sendAt(0, then + 2_000, id(2));
    engine.topic().sendAt(1, then + 3_000, id(3));
    put(",\"start\":{\"at\":\"timestamp\",\"timestamp\":" + (then + 1_000) + "}");
    engine.start();
    engine.untilCaughtUp(2);

    assertThat(engine.query("SELECT id FROM t ORDER BY id").toString()).isEqualTo("[[2], [3]]");
  }

  @Test
  void offsetsStartAndEndAJobExactly() {
    engine.send(0, id(0), id(1), id(2), id(3), id(4));
    engine.send(1, id(10));
    put(
        ",\"start\":{\"at\":\"offsets\",\"offsets\":{\"0\":1}},\"stopAt\":{\"at\":\"offsets\",\"offsets\":{\"0\":4,\"1\":1}}");
    engine.start();
    JobStatus finished = engine.until(JobState.FINISHED);

    assertThat(engine.query("SELECT id FROM t ORDER BY id").toString())
        .isEqualTo("[[1], [2], [3], [10]]");
    assertThat(finished.balanced()).isTrue();
  }

  @OneServer("documents are read by the engine")
  @Test
  void aPartitionMayBeNamedWithItsTopicInStartAndEnd() {
    String topic = engine.topic().name();
    engine.send(0, id(0), id(1), id(2), id(3), id(4));
    engine.send(1, id(10));
    put(
        ",\"start\":{\"at\":\"offsets\",\"offsets\":{\"%s:0\":1}},\"stopAt\":{\"at\":\"offsets\",\"offsets\":{\"%s:0\":4,\"1\":1}}"
            .formatted(topic, topic));
    engine.start();
    engine.until(JobState.FINISHED);

    assertThat(engine.query("SELECT id FROM t ORDER BY id").toString())
        .isEqualTo("[[1], [2], [3], [10]]");
    assertThat(engine.left().ledgerPartitions())
        .containsExactlyInAnyOrder(new PartitionId(topic, 0), new PartitionId(topic, 1));
  }

  @OneServer("documents are read by the engine")
  @Test
  void offsetsOfAnotherTopicAndAPartitionNamedTwiceAreToldAtTheirPlaces() {
    String topic = engine.topic().name();
    engine.send(0, id(0), id(1));
    put(
        ",\"start\":{\"at\":\"offsets\",\"offsets\":{\"other:0\":1,\"1\":0,\"%s:1\":0,\"%s:7\":0}}"
            .formatted(topic, topic));

    assertThatThrownBy(engine::start)
        .hasMessageContainingAll(
            "/start/offsets/other:0", "the source reads topic " + topic + ", not other")
        .hasMessageContainingAll("/start/offsets/" + topic + ":1", "the same partition as 1")
        .hasMessageContainingAll("/start/offsets/" + topic + ":7", "has no partition 7");
  }

  @OneServer("the broker matters here")
  @Test
  void aStartOffsetOutsideTheTopicIsToldWithWhatTheTopicHolds() {
    engine.send(0, id(0), id(1));
    put(",\"start\":{\"at\":\"offsets\",\"offsets\":{\"0\":17}}");
    engine.start();
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(failed.error().message()).contains("/start/offsets/0", "17", "[0, 2)");
    assertThat(failed.partitions()).isEmpty();
  }

  @Test
  void stopAtLatestFinishesWithWhatWasThereAtTheStart() {
    engine.send(0, id(1), id(2));
    put(",\"stopAt\":{\"at\":\"latest\"}");
    engine.start();
    engine.until(JobState.FINISHED);
    engine.send(0, id(3));

    assertThat(engine.rows()).isEqualTo(2);
    engine.restartProcess();
    assertThat(engine.status().state()).isEqualTo(JobState.FINISHED);
  }

  @Test
  void resetReadsTheTopicAnew() {
    engine.send(0, id(1));
    put(",\"write\":{\"mode\":\"replace\"}");
    engine.start();
    engine.untilCaughtUp(1);
    assertThatThrownBy(() -> engine.reset()).isInstanceOf(Conflict.class);
    engine.stop();
    engine.execute("DELETE FROM t");

    engine.reset();
    engine.start();
    engine.untilCaughtUp(1);

    assertThat(engine.rows()).isEqualTo(1);
  }

  @Test
  void aResetSaysThatRowsAreWrittenAgainAndTheDuplicateSaysWhatHelps() {
    engine.send(0, id(1));
    put("");
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();

    JobStatus reset = engine.reset();

    assertThat(reset.warnings())
        .extracting(Warning::code)
        .containsExactly(WarningCode.ROWS_WRITTEN_AGAIN);
    assertThat(reset.warnings().get(0).message())
        .contains("table 't'", "duplicate-key", "Empty the table", "write.mode");
    assertThat(engine.status().warnings()).isEqualTo(reset.warnings());
    engine.start();
    JobStatus failed = engine.until(JobState.FAILED);
    assertThat(failed.error().code()).isEqualTo("duplicate-key");
    assertThat(failed.error().message()).contains("reset", "empty the table", "write.mode");
    assertThat(failed.warnings()).isEmpty();
  }

  @Test
  void aResetOfAJobWhoseRowsReplaceOneAnotherWarnsOfNothing() {
    put(",\"write\":{\"mode\":\"replace\"}");

    assertThat(engine.reset().warnings()).isEmpty();
  }

  @OneServer("the catalog matters here")
  @Test
  void aStartedJobIsNeitherAlteredNorDeleted() {
    put("");
    engine.start();
    assertThatThrownBy(() -> put("")).isInstanceOf(Conflict.class);
    assertThatThrownBy(
            () -> EngineKit.await(engine.api().deleteJob(engine.job(), Precondition.NONE)))
        .isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> EngineKit.await(engine.api().deleteSource("s", Precondition.NONE)))
        .isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> engine.start()).isInstanceOf(Conflict.class);
  }

  @Test
  void aStartThatCannotBeTellsEveryFaultAtOnce() {
    engine.kit().source("nowhere", "127.0.0.1:1", "no-topic");
    engine
        .kit()
        .job(
            engine.job(),
            "nowhere",
            engine.database(),
            engine.schema(),
            "t",
            "{" + MAPPING + ",\"createTable\":\"never\"}");

    assertThatThrownBy(() -> engine.start())
        .isInstanceOfSatisfying(
            InvalidDocument.class,
            e ->
                assertThat(e.faults())
                    .extracting(f -> f.pointer())
                    .contains("/source", "/destination/table"));
    assertThat(engine.api().job(engine.job()).state()).isEqualTo(JobState.CREATED);
  }

  @Test
  void twoProcessesShareAJobAndATakenOverPartitionIsWrittenOnce() {
    for (int i = 0; i < 200; i++) {
      engine.send(i % 2, id(i));
    }
    put(",\"lanes\":1");
    engine.start();
    engine.untilCaughtUp(200);
    try (EngineKit second = engine.another()) {
      engine.put(second, "{" + MAPPING + ",\"lanes\":1,\"batch\":{\"lingerMs\":20}}");
      second.start(engine.job());
      Eventually.until(
          "each process holds a partition",
          SOON,
          () -> engine.held(engine.kit()) == 1 && engine.held(second) == 1);
      for (int i = 200; i < 400; i++) {
        engine.send(i % 2, id(i));
      }
      engine.untilCaughtUp(400);
    }
    for (int i = 400; i < 500; i++) {
      engine.send(i % 2, id(i));
    }
    JobStatus status = engine.untilCaughtUp(500);

    assertThat(engine.rows()).isEqualTo(500);
    assertThat(status.balanced()).isTrue();
    assertThat(status.lanes().get(0).partitions())
        .containsExactlyInAnyOrderElementsOf(
            Set.of(
                new PartitionId(engine.topic().name(), 0),
                new PartitionId(engine.topic().name(), 1)));
  }
}
