package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobStatus;
import dev.millrace.error.FieldError;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.GroupType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lanes that leave the division of partitions to the broker (KIP-848). */
@OneServer("the broker matters here")
class GroupProtocolIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(PARTITIONS);

  private void put(String protocol) {
    engine.put(
        """
        {"mapping": [{"path": "/id", "column": "id", "type": "BIGINT"}], "lanes": 2,
         "groupProtocol": "%s", "batch": {"lingerMs": 20}}
        """
            .formatted(protocol));
  }

  private void send(int from, int to) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      engine.sendEach(partition, from, to, id -> "{\"id\":" + id + "}");
    }
  }

  private GroupType typeOfGroup() throws Exception {
    return engine.kafka().admin().listGroups().all().get().stream()
        .filter(group -> group.groupId().equals(engine.group()))
        .findFirst()
        .orElseThrow()
        .type()
        .orElseThrow();
  }

  @Test
  void aJobGoesFromOneProtocolToTheOtherAndBackAndWritesEachRecordOnce() throws Exception {
    int sent = 0;
    for (String protocol : List.of("classic", "consumer", "classic")) {
      put(protocol);
      engine.start();
      send(sent, sent + 100);
      sent += 100;
      JobStatus status = engine.untilCaughtUp((long) PARTITIONS * sent, SOON);

      assertThat(status.balanced()).isTrue();
      assertThat(typeOfGroup()).isEqualTo(GroupType.parse(protocol));
      assertThat(engine.rows()).isEqualTo((long) PARTITIONS * sent);
      engine.stop();
    }
    assertThat(engine.number("SELECT COUNT(*) FROM (SELECT DISTINCT id FROM t) d")).isEqualTo(sent);
  }

  @Test
  void aJobWhoseLanesLiveInAnotherProcessIsNotReset() {
    put("consumer");
    engine.start();
    send(0, 10);
    engine.untilCaughtUp(PARTITIONS * 10L, SOON);
    try (EngineKit other = engine.another()) {
      engine.put(
          other,
          """
          {"mapping": [{"path": "/id", "column": "id", "type": "BIGINT"}], "lanes": 2,
           "groupProtocol": "consumer"}
          """);

      assertThatThrownBy(() -> EngineKit.await(other.engine().reset(engine.job())))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining(engine.group());
    }
  }

  @Test
  void aLaneThatJoinsTakesItsShareAndGivesItBack() throws Exception {
    put("consumer");
    engine.start();
    engine.until(JobState.RUNNING, SOON);
    try (EngineKit other = engine.another()) {
      engine.put(
          other,
          """
          {"mapping": [{"path": "/id", "column": "id", "type": "BIGINT"}], "lanes": 2,
           "groupProtocol": "consumer", "batch": {"lingerMs": 20}}
          """);
      other.start(engine.job());
      Eventually.until(
          "both have two", SOON, () -> engine.held(engine.kit()) == 2 && engine.held(other) == 2);
      send(0, 50);
      Eventually.until("all is written", SOON, () -> engine.rows() == PARTITIONS * 50L);
      other.stop(engine.job());
      Eventually.until("one has all", SOON, () -> engine.held(engine.kit()) == PARTITIONS);
    }
    send(50, 60);

    assertThat(engine.untilCaughtUp(PARTITIONS * 60L, SOON).balanced()).isTrue();
    assertThat(engine.rows()).isEqualTo(PARTITIONS * 60L);
  }

  @Test
  void whatTheProtocolLeavesToTheBrokerIsNamedByTheCheck() {
    engine
        .kit()
        .source(
            "own-timeouts",
            engine.kafka().bootstrapServers(),
            engine.topic().name(),
            Map.of("session.timeout.ms", "20000", "heartbeat.interval.ms", "5000"));
    engine
        .kit()
        .job(
            engine.job(),
            "own-timeouts",
            engine.database(),
            engine.schema(),
            "t",
            """
            {"mapping": [{"path": "/id", "column": "id", "type": "BIGINT"}],
             "groupProtocol": "consumer"}
            """);

    assertThat(engine.check().faults())
        .extracting(FieldError::pointer)
        .containsExactly("/groupProtocol", "/groupProtocol");
    assertThat(engine.check().faults().get(0).detail())
        .contains("source own-timeouts sets session.timeout.ms", "classic");
  }
}
