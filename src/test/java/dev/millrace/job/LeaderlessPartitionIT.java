package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.answer.SampleRequest;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.RealServers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One of two brokers is away: its partition waits by itself, the others do not wait for it. */
@OneServer("the brokers matter here")
@ExtendWith(RealServers.class)
@Timeout(180)
class LeaderlessPartitionIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration QUICK = Duration.ofSeconds(20);
  private static final String TOPIC = "t";
  private static final int DEAD = 3;

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private EmbeddedKafka kafka;
  private KafkaProducer<byte[], byte[]> producer;
  private EngineKit kit;
  private int sent;

  @BeforeEach
  void start(EmbeddedMariaDb mariaDb) throws Exception {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    kafka = new EmbeddedKafka().start();
    // So that the first broker has the groups.
    kafka.admin().listConsumerGroupOffsets("any").all().get(30, TimeUnit.SECONDS);
    kafka.startSecondBroker();
    kafka.createTopic(TOPIC, List.of(1, 1, 1, 2));
    producer = kafka.producer(Map.of("max.block.ms", 60_000));
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), TOPIC);
  }

  @AfterEach
  void stop() {
    kit.close();
    producer.close(Duration.ZERO);
    kafka.close();
  }

  private void send(int... partitions) throws Exception {
    for (int partition : partitions) {
      byte[] value = ("{\"n\":" + sent++ + "}").getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(TOPIC, partition, null, value)).get(60, TimeUnit.SECONDS);
    }
  }

  private void job(String name) {
    kit.job(
        name,
        "s",
        database,
        schema,
        "t_" + name,
        "{\"lanes\":2,\"mapping\":[{\"path\":\"/n\",\"column\":\"n\",\"type\":\"INT\"}]}");
    kit.start(name);
  }

  private static List<Warning> noLeader(List<Warning> warnings) {
    return warnings.stream().filter(w -> w.code() == WarningCode.NO_LEADER).toList();
  }

  private long rows(String job) {
    return database.number("SELECT COUNT(*) FROM " + schema + ".t_" + job);
  }

  @Test
  void theOthersGoOnAndItDoesWhenItsBrokerIsBack() throws Exception {
    job("old");
    send(0, 1, 2, 3);
    kit.untilCaughtUp("old", 4, SOON);

    kafka.stopSecondBroker();
    send(0, 1, 2);
    kit.untilCaughtUp("old", 7, QUICK);
    JobStatus status =
        Eventually.get(
            "it is said", SOON, () -> kit.status("old"), s -> !noLeader(s.warnings()).isEmpty());

    assertThat(status.state()).isEqualTo(JobState.RUNNING);
    assertThat(noLeader(status.warnings()))
        .singleElement()
        .satisfies(
            told -> {
              assertThat(told.topic()).isEqualTo(TOPIC);
              assertThat(told.partitions()).containsExactly(DEAD);
              assertThat(told.message()).contains("no leader", "start those brokers");
            });

    // A job that has never run begins with what can be read, and one that did goes on.
    job("young");
    kit.untilCaughtUp("young", 6, QUICK);
    kit.stop("old");
    kit.start("old");
    send(0, 1, 2);
    kit.untilCaughtUp("old", 10, QUICK);
    kit.untilCaughtUp("young", 9, QUICK);
    assertThat(noLeader(EngineKit.await(kit.engine().check("old")).warnings())).hasSize(1);
    long begun = System.nanoTime();
    SampleRequest usual = new SampleRequest(null, null, 20, 0, null, null, null);
    assertThat(EngineKit.await(kit.engine().sample("s", usual)).records()).hasSize(9);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(QUICK);
    Eventually.get(
        "the others' lag is known all the while",
        QUICK,
        () -> kit.status("young"),
        s ->
            s.partitions().stream()
                .filter(p -> p.ledger().partition() != DEAD)
                .allMatch(p -> p.endOffset() == 3));

    kafka.startSecondBroker();
    send(0, 1, 2, 3);
    kit.untilCaughtUp("old", 14, SOON);
    kit.untilCaughtUp("young", 14, SOON);
    for (String job : List.of("old", "young")) {
      JobStatus whole =
          Eventually.get(
              "it is no more said",
              SOON,
              () -> kit.status(job),
              s -> noLeader(s.warnings()).isEmpty());
      assertThat(whole.balanced()).isTrue();
      assertThat(rows(job)).isEqualTo(14);
      assertThat(database.number("SELECT COUNT(DISTINCT n) FROM " + schema + ".t_" + job))
          .isEqualTo(14);
    }
  }

  @Test
  void whereNoneHasALeaderTheJobTriesUntilOneHas() throws Exception {
    kafka.createTopic("all", List.of(2, 2));
    kit.source("all", kafka.bootstrapServers(), "all");
    kit.job(
        "all",
        "all",
        database,
        schema,
        "t_all",
        "{\"mapping\":[{\"path\":\"/n\",\"column\":\"n\",\"type\":\"INT\"}]}");
    kit.start("all");
    toAll(0);
    kit.untilCaughtUp("all", 1, SOON);

    kafka.stopSecondBroker();
    Eventually.get(
        "it says that none has a leader",
        SOON,
        () -> kit.status("all"),
        s ->
            s.state() == JobState.RETRYING
                && s.error().code().equals("no-leader")
                && s.error().message().contains("no partition of topic all has a leader"));

    kafka.startSecondBroker();
    toAll(1);
    kit.untilCaughtUp("all", 2, SOON);
    assertThat(kit.until("all", JobState.RUNNING, SOON).error()).isNull();
  }

  @Test
  void anEndThatIsNamedIsKnownThoughItsPartitionHasNoLeader() throws Exception {
    send(0, 1, 2, 3);
    kafka.stopSecondBroker();
    kit.job(
        "bounded",
        "s",
        database,
        schema,
        "t_bounded",
        "{\"stopAt\":{\"at\":\"offsets\",\"offsets\":{\"0\":1,\"1\":1,\"2\":1,\"%s:3\":1}},\"mapping\":[{\"path\":\"/n\",\"column\":\"n\",\"type\":\"INT\"}]}"
            .formatted(TOPIC));
    kit.start("bounded");
    Eventually.until("the others are read", SOON, () -> rows("bounded") == 3);
    assertThat(kit.status("bounded").state()).isEqualTo(JobState.RUNNING);

    kafka.startSecondBroker();
    kit.until("bounded", JobState.FINISHED, SOON);

    assertThat(rows("bounded")).isEqualTo(4);
  }

  private void toAll(int partition) throws Exception {
    producer
        .send(
            new ProducerRecord<>(
                "all", partition, null, "{\"n\":1}".getBytes(StandardCharsets.UTF_8)))
        .get(60, TimeUnit.SECONDS);
  }
}
