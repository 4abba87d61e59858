package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.CheckReport;
import dev.millrace.model.JobStatus;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Record times that cannot be right mislead neither lag nor start without a word. */
@ExtendWith(RealServers.class)
class RecordTimesIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final long MICROSECONDS = 1_756_000_000_000_000L; // as milliseconds: year 57,615

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
    topic = new Topic(kafka, 1);
    // Brokers refuse times of the far future by default from Kafka 4.0 on; older ones did not.
    configure("message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private void configure(String key, String value) {
    try {
      kafka
          .admin()
          .incrementalAlterConfigs(
              Map.of(
                  new org.apache.kafka.common.config.ConfigResource(
                      org.apache.kafka.common.config.ConfigResource.Type.TOPIC, topic.name()),
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
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"INT\"}],\"lanes\":1,"
            + "\"batch\":{\"rows\":1,\"lingerMs\":0}"
            + more
            + "}");
  }

  @Test
  void aRecordOfTimeZeroOrOfTheFarFutureIsNoLag() {
    long now = System.currentTimeMillis();
    topic.sendAt(0, now - 3_000, "{\"id\":1}");
    topic.sendAt(0, 0, "{\"id\":2}");
    topic.sendAt(0, now - 2_000, "{\"id\":\"no number\"}");
    topic.sendAt(0, now, "{\"id\":4}");
    job("");
    kit.start("j");
    JobStatus failed = kit.until("j", dev.millrace.model.JobState.FAILED, SOON);

    assertThat(failed.partitions().get(0).ledger().nextOffset()).isEqualTo(2);
    assertThat(failed.partitions().get(0).lagRecords()).isEqualTo(2);
    assertThat(failed.partitions().get(0).lagSeconds()).isNull();
  }

  @Test
  void aStartThatFoundSuchARecordSaysSo() {
    long now = System.currentTimeMillis();
    topic.sendAt(0, now - 9_000_000, "{\"id\":0}");
    topic.sendAt(0, MICROSECONDS, "{\"id\":1}");
    topic.sendAt(0, now - 8_000_000, "{\"id\":2}");
    topic.sendAt(0, now, "{\"id\":3}");
    job(
        ",\"start\":{\"at\":\"timestamp\",\"timestamp\":\""
            + Instant.ofEpochMilli(now - 60_000)
            + "\"}");

    CheckReport check = EngineKit.await(kit.engine().check("j"));
    kit.start("j");
    JobStatus status =
        Eventually.get("a warning", SOON, () -> kit.status("j"), s -> !s.warnings().isEmpty());

    assertThat(check.faults()).isEmpty();
    assertThat(check.warnings())
        .extracting(Warning::code, Warning::pointer)
        .contains(
            org.assertj.core.groups.Tuple.tuple(WarningCode.IMPLAUSIBLE_TIMES, "/start/timestamp"),
            org.assertj.core.groups.Tuple.tuple(WarningCode.IMPLAUSIBLE_TIMES, "/source"));
    assertThat(status.warnings().get(0).pointer()).isEqualTo("/start/timestamp");
    assertThat(status.warnings().get(0).partitions()).containsExactly(0);
    assertThat(status.warnings().get(0).message()).contains("+57615", topic.name());
  }

  @Test
  void ordinaryTimesDrawNoWarning() {
    topic.send(0, "{\"id\":1}");
    job(
        ",\"start\":{\"at\":\"timestamp\",\"timestamp\":\""
            + Instant.now().minusSeconds(60)
            + "\"}");

    CheckReport check = EngineKit.await(kit.engine().check("j"));

    assertThat(check.faults()).isEmpty();
    assertThat(check.warnings())
        .extracting(Warning::code)
        .doesNotContain(WarningCode.IMPLAUSIBLE_TIMES);
  }
}
