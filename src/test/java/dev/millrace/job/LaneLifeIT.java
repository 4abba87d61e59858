package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.flow.Addresses;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.model.Conflict;
import dev.millrace.model.FieldError;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.SourceSpec;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.RealServers;
import io.vertx.core.Future;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Lanes come and go with their job, and leave nothing behind. */
@ExtendWith(RealServers.class)
class LaneLifeIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int VERTICLES_PER_LANE = 3;

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private FaultProxy proxy;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    proxy = new FaultProxy(database.host(), database.port());
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 1);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
    proxy.close();
  }

  private void put(String name) {
    kit.job(
        name,
        "s",
        database,
        schema,
        "t",
        "{\"destination\":{\"dialect\":\""
            + database.dialect()
            + "\",\"host\":\"127.0.0.1\",\"port\":"
            + proxy.port()
            + ",\"database\":\""
            + schema
            + "\",\"table\":\"t\",\"user\":\""
            + database.user()
            + "\",\"password\":\""
            + database.password()
            + "\"},\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}],"
            + "\"lanes\":1,\"batch\":{\"lingerMs\":20}}");
  }

  private int verticles() {
    return kit.vertx().deploymentIDs().size();
  }

  @Test
  void aJobStoppedWhileItsLanesStartLeavesNoVerticleBehind() {
    put("j");
    for (int i = 0; i < 8; i++) {
      kit.start("j");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i * 20L));
      kit.stop("j");
    }

    Eventually.until("all verticles are gone", SOON, () -> verticles() == 0);
  }

  @Test
  void aLaneThatIsFencedWhileItClaimsIsReplacedByOneLaneOnly() {
    put("fenced");
    kit.start("fenced");
    kit.until("fenced", JobState.RUNNING, SOON);
    Eventually.until(
        "the partition is claimed",
        SOON,
        () -> kit.status("fenced").lanes().get(0).partitions().size() == 1);
    long first = 1;
    proxy.refuse();
    kit.vertx()
        .eventBus()
        .send(
            Addresses.events(new LaneId("fenced", 0, first)), new LaneEvent.Fenced("by the test"));
    Eventually.until(
        "the second lane claims",
        SOON,
        () ->
            kit.status("fenced").state() == JobState.RETRYING && verticles() == VERTICLES_PER_LANE);
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    kit.vertx()
        .eventBus()
        .send(
            Addresses.events(new LaneId("fenced", 0, first + 1)),
            new LaneEvent.Fenced("once more"));
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(4));

    assertThat(verticles()).isEqualTo(VERTICLES_PER_LANE);
    proxy.heal();
    topic.send(0, "{\"id\":1}");
    kit.untilCaughtUp("fenced", 1, SOON);
    kit.stop("fenced");
    Eventually.until("all verticles are gone", SOON, () -> verticles() == 0);
  }

  @Test
  void aLaneThatStopsWithABatchOnItsWayLeavesNoRequestOpen() throws Exception {
    put("open");
    kit.start("open");
    topic.send(0, "{\"id\":1}");
    kit.untilCaughtUp("open", 1, SOON);
    proxy.halfOpen();
    topic.send(0, "{\"id\":2}");
    Eventually.until(
        "a batch is on its way", SOON, () -> kit.status("open").lanes().get(0).inFlightBytes() > 0);

    kit.stop("open");

    Eventually.until("all verticles are gone", SOON, () -> verticles() == 0);
    assertThat(openRequests()).isEmpty();
  }

  /** Addresses under which the bus waits for answers; it tells of them to nobody. */
  @SuppressWarnings("unchecked")
  private Set<String> openRequests() throws ReflectiveOperationException {
    Field handlers = EventBusImpl.class.getDeclaredField("handlerMap");
    handlers.setAccessible(true);
    return new TreeSet<>(((Map<String, ?>) handlers.get(kit.vertx().eventBus())).keySet());
  }

  @Test
  void aJobThatIsBeingResetIsNotStarted() {
    put("reset");
    topic.send(0, "{\"id\":1}");
    kit.start("reset");
    kit.untilCaughtUp("reset", 1, SOON);
    kit.stop("reset");

    Future<JobStatus> reset = kit.engine().reset("reset");
    Future<JobStatus> start = kit.engine().start("reset");

    assertThatThrownBy(() -> EngineKit.await(start)).isInstanceOf(Conflict.class);
    assertThat(EngineKit.await(reset).state()).isEqualTo(JobState.STOPPED);
    assertThat(verticles()).isZero();
  }

  @Test
  void twoJobsOfOneGroupWouldShareTheRecordsSoTheSecondIsRefused() {
    put("first");

    assertThatThrownBy(
            () ->
                kit.job(
                    "second",
                    "s",
                    database,
                    schema,
                    "u",
                    "{\"parse\":{\"layers\":1},\"group\":\"millrace-first\"}"))
        .isInstanceOfSatisfying(
            InvalidDocument.class,
            e -> assertThat(e.faults()).extracting(FieldError::pointer).containsExactly("/group"));
  }

  @Test
  void aConsumerPropertyThatKafkaDoesNotTakeIsNoBugOfTheEngine() {
    SourceSpec s = SourceSpec.of(topic.kafka().bootstrapServers(), topic.name());
    EngineKit.await(
        kit.engine()
            .putSource(
                "s",
                new SourceSpec(
                    s.bootstrapServers(),
                    s.topic(),
                    s.format(),
                    Map.of("fetch.min.bytes", "plenty"),
                    "")));
    put("wrong");

    assertThatThrownBy(() -> kit.start("wrong"))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("fetch.min.bytes");
  }
}
