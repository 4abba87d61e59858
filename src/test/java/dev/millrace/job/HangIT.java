package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.RealServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that takes what it is sent and answers nothing, for longer than Kafka waits for a
 * member that does not poll: the lane stays a member, holds a bounded number of bytes, and goes on
 * when the database does.
 *
 * <p>By hand for longer: {@code -Dmillrace.hangSeconds=600}.
 */
@ExtendWith(RealServers.class)
class HangIT {
  private static final int SECONDS = Integer.getInteger("millrace.hangSeconds", 5);
  private static final int MAX_POLL_INTERVAL_MS = 2_000;
  private static final int MAX_IN_FLIGHT = 2 << 20;
  private static final int RECORDS = 8_000;
  private static final int RECORD_BYTES = 2_000;
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void aHangingDatabaseCostsNeitherMembershipNorMemory(
      EmbeddedKafka kafka, EmbeddedMariaDb database) {
    String topic = RealServers.freshTopic(2);
    String schema = RealServers.freshDatabase();
    database.execute("CREATE TABLE " + schema + ".t (id BIGINT NOT NULL, v VARCHAR(4000))");
    try (FaultProxy proxy = new FaultProxy(database.host(), database.port());
        EngineKit kit = new EngineKit(directory);
        KafkaProducer<byte[], byte[]> producer = kafka.producer()) {
      kit.source(
          "s",
          kafka.bootstrapServers(),
          topic,
          Map.of(
              ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
              MAX_POLL_INTERVAL_MS + "",
              ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
              "3000",
              ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
              "500"));
      kit.job("hang", "s", database, schema, "t", job(database, proxy, schema));
      kit.start("hang");
      send(producer, topic, 0, 10);
      kit.untilCaughtUp("hang", 10, SOON);
      Set<String> members = members(kafka);
      double rebalances = meter(kit, "millrace_rebalances_total");

      proxy.halfOpen();
      send(producer, topic, 10, RECORDS);
      Eventually.until("credits are out", SOON, () -> inFlight(kit) >= MAX_IN_FLIGHT);
      long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      long[] most = {0};
      Eventually.until(
          "the database hung for " + SECONDS + " s",
          Duration.ofSeconds(SECONDS + 60L),
          () -> {
            most[0] = Math.max(most[0], inFlight(kit));
            return System.nanoTime() > end;
          });
      System.out.printf(
          "hang of %d s, max.poll.interval %d ms: at most %d bytes in flight of %d allowed%n",
          SECONDS, MAX_POLL_INTERVAL_MS, most[0], MAX_IN_FLIGHT);

      assertThat(most[0]).isLessThanOrEqualTo(MAX_IN_FLIGHT + oneFetch());
      assertThat(members(kafka)).isEqualTo(members);
      assertThat(meter(kit, "millrace_rebalances_total")).isEqualTo(rebalances);
      proxy.heal();
      JobStatus status = kit.untilCaughtUp("hang", RECORDS, Duration.ofSeconds(120));
      kit.until("hang", JobState.RUNNING, SOON);
      assertThat(status.balanced()).isTrue();
      assertThat(
              database.value(
                  "SELECT CAST(CONCAT_WS(' ',COUNT(*),COUNT(DISTINCT id)) AS CHAR) FROM "
                      + schema
                      + ".t"))
          .isEqualTo(RECORDS + " " + RECORDS);
      assertThat(meter(kit, "millrace_fenced_total")).isZero();
    }
  }

  /** A fetch is kept to half of what may be in flight, but to 1 MiB; 160 bytes a record on top. */
  private static long oneFetch() {
    return (MAX_IN_FLIGHT / 2) * (RECORD_BYTES + 160L) / RECORD_BYTES;
  }

  private static String job(EmbeddedMariaDb database, FaultProxy proxy, String schema) {
    return """
    {"destination": {"dialect": "%s", "host": "127.0.0.1", "port": %d, "database": "%s",
                     "table": "t", "user": "%s", "password": "%s"},
     "mapping": [{"path": "/id", "column": "id", "type": "BIGINT"},
                 {"path": "/v", "column": "v", "type": "VARCHAR(4000)"}],
     "lanes": 1, "maxInFlight": %d, "batch": {"rows": 100, "lingerMs": 20}}
    """
        .formatted(
            database.dialect(),
            proxy.port(),
            schema,
            database.user(),
            database.password(),
            MAX_IN_FLIGHT);
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String topic, int from, int to) {
    for (int i = from; i < to; i++) {
      String value = "{\"id\":" + i + ",\"v\":\"" + "v".repeat(RECORD_BYTES) + "\"}";
      producer.send(
          new ProducerRecord<>(topic, i % 2, null, value.getBytes(StandardCharsets.UTF_8)));
    }
    producer.flush();
  }

  private static long inFlight(EngineKit kit) {
    return (long) meter(kit, "millrace_in_flight_bytes");
  }

  /** The sum of the meter's samples for the job. */
  private static double meter(EngineKit kit, String name) {
    return kit.metrics()
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains("job_name=\"hang\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static Set<String> members(EmbeddedKafka kafka) {
    String group = "millrace-hang";
    try {
      return kafka
          .admin()
          .describeConsumerGroups(List.of(group))
          .all()
          .get()
          .get(group)
          .members()
          .stream()
          .map(member -> member.consumerId())
          .collect(Collectors.toSet());
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }
}
