package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lanes join and leave their group while records come faster than the database takes them: each
 * record is written once, and nobody is fenced by a rebalance, for that would cause the next one.
 */
@ExtendWith(RealServers.class)
class RebalanceIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PARTITIONS = 4;
  private static final int COMINGS = 1;

  /** The group protocol with which lanes divide nothing themselves. */
  private static final String BY_THE_BROKER = "consumer";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"CooperativeStickyAssignor", "RangeAssignor", BY_THE_BROKER})
  void lanesThatComeAndGoUnderLoadWriteEachRecordOnce(
      String assignor, EmbeddedKafka kafka, EmbeddedMariaDb database) throws Exception {
    String topic = RealServers.freshTopic(PARTITIONS);
    String schema = RealServers.freshDatabase();
    database.execute(
        "USE %s; CREATE TABLE t (id BIGINT NOT NULL); CREATE TRIGGER slow BEFORE INSERT ON t"
                .formatted(schema)
            + " FOR EACH ROW DO SLEEP(0.003)");
    try (EngineKit stays = kit("stays", kafka, database, topic, schema, assignor);
        EngineKit comes = kit("comes", kafka, database, topic, schema, assignor);
        Load load = new Load(kafka, topic)) {
      stays.start("j");
      stays.until("j", JobState.RUNNING, SOON);
      for (int i = 0; i < COMINGS; i++) {
        comes.start("j");
        Eventually.until("both have partitions", SOON, () -> held(stays) == 2 && held(comes) == 2);
        progress(database, schema);
        comes.stop("j");
        Eventually.until("one has all", SOON, () -> held(stays) == PARTITIONS);
        progress(database, schema);
      }
      long sent = load.stop();
      assertThat(sent)
          .as("backlog, so that more is polled than is written while a partition is taken away")
          .isGreaterThan(written(database, schema) + 2_000);
      assertThat(meter(stays, "fenced") + meter(comes, "fenced")).isZero();
      database.execute("DROP TRIGGER " + schema + ".slow");
      JobStatus status = stays.untilCaughtUp("j", sent, SOON);

      assertThat(status.balanced()).isTrue();
      assertThat(
              database.value(
                  "SELECT CAST(CONCAT_WS(' ',COUNT(*),COUNT(DISTINCT id)) AS CHAR) FROM "
                      + schema
                      + ".t"))
          .isEqualTo(sent + " " + sent);
      assertThat(meter(stays, "rebalances")).isGreaterThanOrEqualTo(2 * COMINGS);
    }
  }

  private EngineKit kit(
      String name,
      EmbeddedKafka kafka,
      EmbeddedMariaDb database,
      String topic,
      String schema,
      String assignor)
      throws IOException {
    EngineKit kit = new EngineKit(Files.createDirectories(directory.resolve(name)));
    boolean byTheBroker = assignor.equals(BY_THE_BROKER);
    kit.source(
        "s",
        kafka.bootstrapServers(),
        topic,
        byTheBroker
            ? Map.of()
            : Map.of(
                "partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor));
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}],"
            + "\"lanes\":2,\"batch\":{\"rows\":50,\"lingerMs\":20},\"groupProtocol\":\""
            + (byTheBroker ? "consumer" : "classic")
            + "\"}");
    return kit;
  }

  private static int held(EngineKit kit) {
    return kit.status("j").lanes().stream().mapToInt(lane -> lane.partitions().size()).sum();
  }

  private static long written(EmbeddedMariaDb database, String schema) {
    return database.number("SELECT COUNT(*) FROM " + schema + ".t");
  }

  private static double meter(EngineKit kit, String name) {
    return kit.metrics()
        .scrape()
        .lines()
        .filter(line -> line.startsWith("millrace_" + name + "_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Every partition goes on. */
  private static void progress(EmbeddedMariaDb database, String schema) {
    String next =
        "SELECT CAST(next_offset AS SIGNED) FROM " + schema + ".millrace_ledger WHERE `partition`=";
    IntStream.range(0, PARTITIONS)
        .forEach(
            p -> {
              long before = database.number(next + p);
              Eventually.until(
                  "partition " + p + " goes on", SOON, () -> database.number(next + p) > before);
            });
  }

  /** Sends records in turn to all partitions until it is stopped; a thread of its own. */
  private static final class Load implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong sent = new AtomicLong();
    private final Thread thread;
    private volatile boolean stopped;

    Load(EmbeddedKafka kafka, String topic) {
      producer = kafka.producer();
      thread =
          new Thread(
              () -> {
                while (!stopped) {
                  long id = sent.getAndIncrement();
                  producer.send(
                      new ProducerRecord<>(
                          topic,
                          (int) (id % PARTITIONS),
                          null,
                          ("{\"id\":" + id + "}").getBytes()));
                  LockSupport.parkNanos(500_000);
                }
              });
      thread.start();
    }

    long stop() throws InterruptedException {
      stopped = true;
      thread.join();
      producer.flush();
      return sent.get();
    }

    @Override
    public void close() throws InterruptedException {
      stop();
      producer.close();
    }
  }
}
