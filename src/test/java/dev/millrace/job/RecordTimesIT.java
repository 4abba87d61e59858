package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.testkit.OneServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Record times that cannot be right mislead neither lag nor start without a word. */
@OneServer("the records' times matter here")
class RecordTimesIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final long MICROSECONDS = 1_756_000_000_000_000L; // as milliseconds: year 57,615

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  @BeforeEach
  void start() {
    // Brokers refuse times of the far future by default from Kafka 4.0 on; older ones did not.
    configure("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
  }

  private void configure(String key, String value) {
    try {
      engine
          .kafka()
          .admin()
          .incrementalAlterConfigs(
              Map.of(
                  new org.apache.kafka.common.config.ConfigResource(
                      org.apache.kafka.common.config.ConfigResource.Type.TOPIC,
                      engine.topic().name()),
                  List.of(
                      new org.apache.kafka.clients.admin.AlterConfigOp(
                          new org.apache.kafka.clients.admin.ConfigEntry(key, value),
                          org.apache.kafka.clients.admin.AlterConfigOp.OpType.SET))))
          .all()
          .get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void job(String more) {
    engine.put(
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"INT\"}],\"lanes\":1,"
            + "\"batch\":{\"rows\":1,\"lingerMs\":0}"
            + more
            + "}");
  }

  @Test
  void aRecordOfTimeZeroOrOfTheFarFutureIsNoLag() {
    long now = System.currentTimeMillis();
    engine.topic().sendAt(0, now - 3_000, "{\"id\":1}");
    engine.topic().sendAt(0, 0, "{\"id\":2}");
    engine.topic().sendAt(0, now - 2_000, "{\"id\":\"no number\"}");
    engine.topic().sendAt(0, now, "{\"id\":4}");
    job("");
    engine.start();
    JobStatus failed = engine.until(dev.millrace.model.JobState.FAILED);

    assertThat(failed.partitions().get(0).ledger().nextOffset()).isEqualTo(2);
    assertThat(failed.partitions().get(0).lagRecords()).isEqualTo(2);
    assertThat(failed.partitions().get(0).lagSeconds()).isNull();
  }

  @Test
  void aStartThatFoundSuchARecordSaysSo() {
    long now = System.currentTimeMillis();
    engine.topic().sendAt(0, now - 9_000_000, "{\"id\":0}");
    engine.topic().sendAt(0, MICROSECONDS, "{\"id\":1}");
    engine.topic().sendAt(0, now - 8_000_000, "{\"id\":2}");
    engine.topic().sendAt(0, now, "{\"id\":3}");
    job(
        ",\"start\":{\"at\":\"timestamp\",\"timestamp\":\""
            + Instant.ofEpochMilli(now - 60_000)
            + "\"}");

    CheckReport check = engine.check();
    engine.start();
    JobStatus status = engine.untilStatus("a warning", s -> !s.warnings().isEmpty());

    assertThat(check.faults()).isEmpty();
    assertThat(check.warnings())
        .extracting(Warning::code, Warning::pointer)
        .contains(
            org.assertj.core.groups.Tuple.tuple(WarningCode.IMPLAUSIBLE_TIMES, "/start/timestamp"),
            org.assertj.core.groups.Tuple.tuple(WarningCode.IMPLAUSIBLE_TIMES, "/source"));
    assertThat(status.warnings().get(0).pointer()).isEqualTo("/start/timestamp");
    assertThat(status.warnings().get(0).partitions()).containsExactly(0);
    assertThat(status.warnings().get(0).message()).contains("+57615", engine.topic().name());
  }

  @Test
  void ordinaryTimesDrawNoWarning() {
    engine.send(0, "{\"id\":1}");
    job(
        ",\"start\":{\"at\":\"timestamp\",\"timestamp\":\""
            + Instant.now().minusSeconds(60)
            + "\"}");

    CheckReport check = engine.check();

    assertThat(check.faults()).isEmpty();
    assertThat(check.warnings())
        .extracting(Warning::code)
        .doesNotContain(WarningCode.IMPLAUSIBLE_TIMES);
  }
}
