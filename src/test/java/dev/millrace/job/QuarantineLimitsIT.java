package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.JobState;
import dev.millrace.model.QuarantineChoice;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code maxQuarantined} with several processes, and without a ledger. */
@ExtendWith(RealServers.class)
class QuarantineLimitsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final QuarantineChoice ALL = new QuarantineChoice(null, null);
  private static final String JOB =
      "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
          + "{\"path\":\"/qty\",\"column\":\"qty\",\"type\":\"INT\"}],\"batch\":{\"lingerMs\":20},\"lanes\":1,"
          + "\"dirtyData\":\"quarantine\",\"maxQuarantinedRatio\":1,\"maxQuarantined\":";

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;

  @BeforeEach
  void start(EmbeddedKafka broker, EmbeddedMariaDb mariaDb) {
    kafka = broker;
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(broker, 2);
  }

  @AfterEach
  void stop() {
    topic.close();
  }

  private EngineKit engine(String name, String more) {
    EngineKit kit = new EngineKit(directory.resolve(name));
    kit.source("s", kafka.bootstrapServers(), topic.name());
    kit.job("j", "s", database, schema, "t", JOB + more + "}");
    kit.start("j");
    return kit;
  }

  private static int held(EngineKit kit) {
    return kit.status("j").lanes().stream().mapToInt(lane -> lane.partitions().size()).sum();
  }

  private void bad(int partition, int from, int to) {
    for (int i = from; i < to; i++) {
      topic.send(partition, "{\"id\":" + i + ",\"qty\":\"bad\"}");
    }
  }

  private String value(String sql) {
    return String.valueOf(database.value("SELECT " + sql.replace("@", schema + ".millrace_")));
  }

  @Test
  void twoProcessesWithTheSameJobKeepTheLimitTogetherAndReachIt() {
    try (EngineKit one = engine("one", "9");
        EngineKit other = engine("other", "9")) {
      Eventually.until("each has a partition", SOON, () -> held(one) == 1 && held(other) == 1);

      for (int i = 0; i < 30; i += 3) {
        bad(0, i, i + 3);
        bad(1, 100 + i, 103 + i);
      }

      assertThat(one.until("j", JobState.FAILED, SOON).error().code())
          .isEqualTo("too-many-quarantined");
      assertThat(other.until("j", JobState.FAILED, SOON).error().code())
          .isEqualTo("too-many-quarantined");
      assertThat(one.status("j").balanced()).isTrue();
      assertThat(value("CAST(SUM(quarantined) AS CHAR) FROM @ledger")).isEqualTo("9");
      assertThat(value("COUNT(*) FROM @quarantine")).isEqualTo("9");
    }
  }

  @Test
  void atLeastOnceToWhatIsMendedAndReplayedMakesRoomAgain() {
    try (EngineKit kit =
        engine("one", "2,\"write\":{\"mode\":\"replace\",\"delivery\":\"at-least-once\"}")) {
      bad(0, 1, 3);
      kit.untilCaughtUp("j", 2, SOON);
      database.execute("ALTER TABLE " + schema + ".t MODIFY qty VARCHAR(3)");
      assertThat(EngineKit.await(kit.engine().replay("j", ALL))).containsEntry("written", 2L);
      assertThat(database.query("SELECT id,qty FROM " + schema + ".t ORDER BY id"))
          .containsExactly(List.of("1", "bad"), List.of("2", "bad"));
      database.execute("DELETE FROM %1$s.t; ALTER TABLE %1$s.t MODIFY qty INT".formatted(schema));
      kit.stop("j");
      kit.start("j");

      bad(0, 3, 6);

      var failed = kit.until("j", JobState.FAILED, SOON);
      assertThat(failed.error().code()).isEqualTo("too-many-quarantined");
      assertThat(failed.error().offset()).isEqualTo(4);
      assertThat(value("GROUP_CONCAT(`offset` ORDER BY `offset`) FROM @quarantine"))
          .isEqualTo("2,3");
    }
  }
}
