package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.kafka.Sampler;
import dev.millrace.model.JobState;
import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.HugeRecord;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that arrives small and unpacks to more than anybody wants to hold. */
@ExtendWith(RealServers.class)
@OneServer("the record never reaches the server")
class UnpackedRecordIT {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final int HUGE = 70 << 20;
  private static final int BEFORE = 5;
  private static final int BEHIND = 4;

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedMariaDb database;
  private String schema;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb database) {
    this.kafka = kafka;
    this.database = database;
    schema = RealServers.freshDatabase();
    kit = new EngineKit(directory);
  }

  @AfterEach
  void stop() {
    kit.close();
  }

  private void job(String job, String source, String more) {
    kit.job(
        job,
        source,
        database,
        schema,
        "t_" + job,
        "{\"mapping\":[{\"path\":\"/n\",\"column\":\"n\",\"type\":\"BIGINT\"}],"
            + "\"malformed\":\"quarantine\",\"batch\":{\"lingerMs\":20}"
            + more
            + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zstd", "gzip", "lz4", "snappy"})
  void theJobStopsBeforeItAndOthersGoOn(String codec) throws Exception {
    String topic = schema + "-" + codec;
    kafka.createTopic(topic, 1, Map.of("max.message.bytes", String.valueOf(HUGE)));
    String other = schema + "-other";
    kafka.createTopic(other, 1);
    HugeRecord.send(kafka, topic, codec, HUGE, BEFORE, BEHIND);
    kit.source("s", kafka.bootstrapServers(), topic);
    kit.source("o", kafka.bootstrapServers(), other);
    job("j", "s", "");
    job("other", "o", "");
    kit.start("other");
    kit.start("j");

    JobStatus failed = kit.until("j", JobState.FAILED, SOON);

    assertThat(failed.error().code()).isEqualTo("too-large");
    assertThat(failed.error().offset()).isEqualTo(BEFORE);
    assertThat(failed.error().partition()).isZero();
    assertThat(failed.error().topic()).isEqualTo(topic);
    assertThat(failed.balanced()).isTrue();
    assertThat(failed.partitions().get(0).ledger().nextOffset()).isEqualTo(BEFORE);
    assertThat(database.query("SELECT n FROM " + schema + ".t_j")).hasSize(BEFORE);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      producer.send(new ProducerRecord<>(other, 0, null, HugeRecord.small(1))).get();
    }
    kit.untilCaughtUp("other", 1, SOON);

    assertThat(
            EngineKit.await(
                new Sampler(kit.vertx())
                    .newest(SourceSpec.of(kafka.bootstrapServers(), topic), 100)))
        .hasSize(BEFORE + BEHIND);

    EngineKit.await(kit.engine().reset("j"));
    job("j", "s", ",\"start\":{\"at\":\"offsets\",\"offsets\":{\"0\":" + (BEFORE + 1) + "}}");
    kit.start("j");
    JobStatus behind = kit.untilCaughtUp("j", BEHIND, SOON);
    assertThat(behind.balanced()).isTrue();
    assertThat(database.query("SELECT n FROM " + schema + ".t_j")).hasSize(BEFORE + BEHIND);
  }
}
