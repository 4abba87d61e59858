package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.QuarantineChoice;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code maxQuarantined} with several processes, and without a ledger. */
class QuarantineLimitsIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final QuarantineChoice ALL = new QuarantineChoice(null, null);
  private static final String JOB =
      "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
          + "{\"path\":\"/qty\",\"column\":\"qty\",\"type\":\"INT\"}],\"batch\":{\"lingerMs\":20},\"lanes\":1,"
          + "\"dirtyData\":\"quarantine\",\"maxQuarantinedRatio\":1,\"maxQuarantined\":";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private void start(EngineKit kit, String more) {
    engine.put(kit, JOB + more + "}");
    kit.start(engine.job());
  }

  private void bad(int partition, int from, int to) {
    for (int i = from; i < to; i++) {
      engine.send(partition, "{\"id\":" + i + ",\"qty\":\"bad\"}");
    }
  }

  private String value(String sql) {
    return String.valueOf(engine.value("SELECT " + sql.replace("@", "millrace_")));
  }

  @Test
  void twoProcessesWithTheSameJobKeepTheLimitTogetherAndReachIt() {
    EngineKit one = engine.kit();
    EngineKit other = engine.another();
    start(one, "9");
    start(other, "9");

    Eventually.until(
        "each has a partition", SOON, () -> engine.held(one) == 1 && engine.held(other) == 1);

    for (int i = 0; i < 30; i += 3) {
      bad(0, i, i + 3);
      bad(1, 100 + i, 103 + i);
    }

    assertThat(engine.until(JobState.FAILED).error().code()).isEqualTo("too-many-quarantined");
    assertThat(other.until(engine.job(), JobState.FAILED, SOON).error().code())
        .isEqualTo("too-many-quarantined");
    assertThat(engine.status().balanced()).isTrue();
    assertThat(value("CAST(SUM(quarantined) AS CHAR) FROM @ledger")).isEqualTo("9");
    assertThat(value("COUNT(*) FROM @quarantine")).isEqualTo("9");
  }

  @Test
  void atLeastOnceToWhatIsMendedAndReplayedMakesRoomAgain() {
    start(engine.kit(), "2,\"write\":{\"mode\":\"replace\",\"delivery\":\"at-least-once\"}");

    bad(0, 1, 3);
    engine.untilCaughtUp(2);
    engine.execute("ALTER TABLE t MODIFY qty VARCHAR(3)");
    assertThat(EngineKit.await(engine.api().replay(engine.job(), ALL)).written()).isEqualTo(2);
    assertThat(engine.query("SELECT id,qty FROM t ORDER BY id"))
        .containsExactly(List.of("1", "bad"), List.of("2", "bad"));
    engine.execute("DELETE FROM t; ALTER TABLE t MODIFY qty INT");
    engine.stop();
    engine.start();

    bad(0, 3, 6);

    var failed = engine.until(JobState.FAILED);
    assertThat(failed.error().code()).isEqualTo("too-many-quarantined");
    assertThat(failed.error().offset()).isEqualTo(4);
    assertThat(value("GROUP_CONCAT(`offset` ORDER BY `offset`) FROM @quarantine")).isEqualTo("2,3");
  }
}
