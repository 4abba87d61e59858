package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.Precondition;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.flow.Addresses;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.LaneId;
import dev.millrace.model.JobState;
import dev.millrace.spec.SourceSpec;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.OneServer;
import io.vertx.core.Future;
import io.vertx.core.eventbus.impl.EventBusImpl;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lanes come and go with their job, and leave nothing behind. */
@OneServer("lanes are the engine's and Kafka's")
class LaneLifeIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int VERTICLES_PER_LANE = 2;

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private FaultProxy proxy;

  @BeforeEach
  void start() {
    proxy = engine.proxy();
  }

  private void put() {
    engine.put(
        "{\"destination\":"
            + engine.destination(proxy).encode()
            + ",\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true}],"
            + "\"lanes\":1,\"batch\":{\"lingerMs\":20}}");
  }

  private int verticles() {
    return engine.vertx().deploymentIDs().size();
  }

  @Test
  void aJobStoppedWhileItsLanesStartLeavesNoVerticleBehind() {
    put();
    for (int i = 0; i < 8; i++) {
      engine.start();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(i * 20L));
      engine.stop();
    }

    Eventually.until("all verticles are gone", SOON, () -> verticles() == 0);
  }

  @Test
  void aLaneThatIsFencedWhileItClaimsIsReplacedByOneLaneOnly() {
    put();
    engine.start();
    engine.until(JobState.RUNNING);
    Eventually.until(
        "the partition is claimed",
        SOON,
        () -> engine.status().lanes().get(0).partitions().size() == 1);
    long first = 1;
    proxy.refuse();
    engine
        .vertx()
        .eventBus()
        .send(
            Addresses.events(new LaneId(engine.job(), 0, first)),
            new LaneEvent.Fenced("by the test"));
    Eventually.until(
        "the second lane claims",
        SOON,
        () -> engine.status().state() == JobState.RETRYING && verticles() == VERTICLES_PER_LANE);
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
    engine
        .vertx()
        .eventBus()
        .send(
            Addresses.events(new LaneId(engine.job(), 0, first + 1)),
            new LaneEvent.Fenced("once more"));
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(4));

    assertThat(verticles()).isEqualTo(VERTICLES_PER_LANE);
    proxy.heal();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    engine.stop();
    Eventually.until("all verticles are gone", SOON, () -> verticles() == 0);
  }

  @Test
  void aLaneThatStopsWithABatchOnItsWayLeavesNoRequestOpen() throws Exception {
    put();
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    proxy.halfOpen();
    engine.send(0, "{\"id\":2}");
    Eventually.until(
        "a batch is on its way", SOON, () -> engine.status().lanes().get(0).inFlightBytes() > 0);

    engine.stop();

    Eventually.until("all verticles are gone", SOON, () -> verticles() == 0);
    assertThat(openRequests()).isEmpty();
  }

  /** Addresses under which the bus waits for answers; it tells of them to nobody. */
  @SuppressWarnings("unchecked")
  private Set<String> openRequests() throws ReflectiveOperationException {
    Field handlers = EventBusImpl.class.getDeclaredField("handlerMap");
    handlers.setAccessible(true);
    return new TreeSet<>(((Map<String, ?>) handlers.get(engine.vertx().eventBus())).keySet());
  }

  @Test
  void aJobThatIsBeingResetIsNotStarted() {
    put();
    engine.send(0, "{\"id\":1}");
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();

    Future<JobStatus> reset = engine.api().reset(engine.job());
    Future<JobStatus> start = engine.api().start(engine.job());

    assertThatThrownBy(() -> EngineKit.await(start)).isInstanceOf(Conflict.class);
    assertThat(EngineKit.await(reset).state()).isEqualTo(JobState.STOPPED);
    assertThat(verticles()).isZero();
  }

  @Test
  void twoJobsOfOneGroupWouldShareTheRecordsSoTheSecondIsRefused() {
    put();

    assertThatThrownBy(
            () ->
                engine.putJob(
                    engine.job() + "-2",
                    "u",
                    "{\"parse\":{\"layers\":1},\"group\":\"" + engine.group() + "\"}"))
        .isInstanceOfSatisfying(
            InvalidDocument.class,
            e -> assertThat(e.faults()).extracting(FieldError::pointer).containsExactly("/group"));
  }

  @Test
  void aConsumerPropertyThatKafkaDoesNotTakeIsNoBugOfTheEngine() {
    SourceSpec s = SourceSpec.of(engine.topic().kafka().bootstrapServers(), engine.topic().name());
    EngineKit.await(
        engine
            .api()
            .putSource(
                "s",
                new SourceSpec(
                    s.bootstrapServers(),
                    s.topic(),
                    s.format(),
                    Map.of("fetch.min.bytes", "plenty"),
                    ""),
                Precondition.NONE));
    put();

    assertThatThrownBy(() -> engine.start())
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("fetch.min.bytes");
  }
}
