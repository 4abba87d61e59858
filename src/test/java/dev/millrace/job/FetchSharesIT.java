package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every partition has its share of what is fetched. */
@OneServer("the broker matters here")
@ExtendWith(RealServers.class)
class FetchSharesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PARTITIONS = 12;

  /** 2 MB in each partition: several times its share of one answer. */
  private static final int RECORDS = 2_000;

  private static final String KILOBYTE = "x".repeat(1_000);

  /**
   * Such a broker remembers nothing of a consumer's last fetch, and fills each answer in the same
   * order of partitions.
   */
  private static final Map<String, String> WITHOUT_FETCH_SESSIONS =
      Map.of("max.incremental.fetch.session.cache.slots", "0");

  @TempDir Path directory;

  @Test
  void noPartitionStarvesWhereTheBrokerKeepsNoFetchSessions(EmbeddedMariaDb database) {
    String schema = RealServers.freshDatabase();
    database.execute(
        "CREATE TABLE "
            + schema
            + ".t (id BIGINT PRIMARY KEY, p INT NOT NULL, written BIGINT AUTO_INCREMENT UNIQUE)");
    try (EmbeddedKafka kafka = new EmbeddedKafka(WITHOUT_FETCH_SESSIONS).start();
        EngineKit kit = new EngineKit(directory)) {
      fill(kafka);
      kit.source("s", kafka.bootstrapServers(), "backlog");
      kit.job(
          "shares",
          "s",
          database,
          schema,
          "t",
          "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
              + "{\"path\":\"$partition\",\"column\":\"p\",\"type\":\"INT\"}],"
              + "\"lanes\":1,\"stopAt\":{\"at\":\"latest\"}}");
      kit.start("shares");
      kit.until("shares", JobState.FINISHED, SOON);
    }

    String table = schema + ".t";
    assertThat(database.number("SELECT COUNT(*) FROM " + table)).isEqualTo(PARTITIONS * RECORDS);
    assertThat(
            database.number(
                "SELECT COUNT(*) FROM "
                    + table
                    + " WHERE written < (SELECT MAX(first) FROM (SELECT MIN(written) first FROM "
                    + table
                    + " GROUP BY p) firsts)"))
        .as("rows that were written before the last partition had its first one")
        .isLessThan(PARTITIONS * RECORDS / 2);
  }

  private static void fill(EmbeddedKafka kafka) {
    kafka.createTopic("backlog", PARTITIONS);
    try (KafkaProducer<byte[], byte[]> producer = kafka.producer(Map.of("linger.ms", 20))) {
      for (int i = 0; i < PARTITIONS * RECORDS; i++) {
        byte[] value =
            ("{\"id\":" + i + ",\"pad\":\"" + KILOBYTE + "\"}").getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>("backlog", i % PARTITIONS, null, value));
      }
    }
  }
}
