package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.Precondition;
import dev.millrace.document.JobDocument;
import dev.millrace.error.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.spec.JobSpec;
import dev.millrace.testkit.OneServer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What scripts do: stop, alter and start one after the other, and restart. */
class RestartIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Set<JobState> NOT_STOPPING =
      EnumSet.complementOf(EnumSet.of(JobState.STOPPING));

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  @BeforeEach
  void start() {
    engine.put(document("id"));
    engine.send(0, "{\"id\":1,\"n\":10}");
  }

  private static String document(String... columns) {
    StringBuilder mapping = new StringBuilder();
    for (String column : columns) {
      mapping
          .append(mapping.isEmpty() ? "" : ",")
          .append(
              "{\"path\":\"/%s\",\"column\":\"%s\",\"type\":\"BIGINT\"}".formatted(column, column));
    }
    return "{\"batch\":{\"lingerMs\":20},\"mapping\":[" + mapping + "]}";
  }

  private JobStatus await(Set<JobState> states) {
    return EngineKit.await(engine.api().await(engine.job(), states, SOON));
  }

  @Test
  void stopAlterAndStartOneAfterTheOtherStartsTheAlteredJob() {
    engine.start();
    engine.untilCaughtUp(1);
    engine.execute("ALTER TABLE t ADD n BIGINT");

    EngineKit.await(engine.api().stop(engine.job()));
    assertThat(await(NOT_STOPPING).state()).isEqualTo(JobState.STOPPED);
    engine.put(document("id", "n"));
    engine.start();
    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
    engine.send(1, "{\"id\":2,\"n\":20}");
    engine.untilCaughtUp(2);

    assertThat(engine.query("SELECT id,n FROM t ORDER BY id")).hasToString("[[1, null], [2, 20]]");
  }

  @Test
  void aRestartEndsInRunningAndLosesNothing() {
    engine.start();
    await(Set.of(JobState.RUNNING));

    assertThat(EngineKit.await(engine.api().restart(engine.job())).state())
        .isEqualTo(JobState.STOPPING);
    engine.send(1, "{\"id\":2}");
    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
    JobStatus caughtUp = engine.untilCaughtUp(2);

    assertThat(caughtUp.balanced()).isTrue();
    assertThat(engine.rows()).isEqualTo(2);
    assertThat(engine.left().started()).isTrue();
  }

  @Test
  void aRestartThatWouldFailLeavesTheJobRunning() {
    engine.start();
    engine.untilCaughtUp(1);
    engine.execute("RENAME TABLE t TO u");
    engine.execute("CREATE TABLE t (other INT)");

    assertThatThrownBy(() -> EngineKit.await(engine.api().restart(engine.job())))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("id");

    assertThat(engine.status().state()).isNotEqualTo(JobState.STOPPED);
    assertThat(engine.left().started()).isTrue();
  }

  @OneServer("the states of a job are the same beside every server")
  @Test
  void aRestartOfAJobThatIsStillStartingForTheFirstTimeEndsInRunning() {
    Future<JobStatus> first = engine.api().start(engine.job());
    Future<JobStatus> restarted = engine.api().restart(engine.job());

    EngineKit.await(restarted);

    assertThat(await(Set.of(JobState.RUNNING, JobState.STOPPED)).state())
        .isEqualTo(JobState.RUNNING);
    assertThat(engine.left().started()).isTrue();
    assertThat(first.isComplete()).isTrue();
  }

  @OneServer("the states of a job are the same beside every server")
  @Test
  void aStopDuringARestartStays() {
    engine.start();
    await(Set.of(JobState.RUNNING));

    EngineKit.await(engine.api().restart(engine.job()));
    EngineKit.await(engine.api().stop(engine.job()));

    assertThat(await(NOT_STOPPING).state()).isEqualTo(JobState.STOPPED);
    assertThat(engine.left().started()).isFalse();
  }

  @OneServer("the states of a job are the same beside every server")
  @Test
  void aJobAtRestIsStartedByARestart() {
    EngineKit.await(engine.api().restart(engine.job()));

    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
  }

  @OneServer("the states of a job are the same beside every server")
  @Test
  void waitingEndsAfterItsTime() {
    long begun = System.nanoTime();

    JobStatus status =
        EngineKit.await(
            engine.api().await(engine.job(), Set.of(JobState.RUNNING), Duration.ofMillis(200)));

    assertThat(status.state()).isEqualTo(JobState.CREATED);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(190));
  }

  @OneServer("the catalog matters here")
  @Test
  void whatAFileDeclaresIsNotAlteredByTheApi() {
    JobSpec spec = engine.api().job(engine.job()).spec();
    engine.restartProcess(new Declared(Map.of("s", "a.yaml"), Map.of(engine.job(), "b.yaml")));

    assertThat(engine.api().job(engine.job()).declaredIn()).isEqualTo("b.yaml");
    assertThatThrownBy(
            () -> EngineKit.await(engine.api().putJob(engine.job(), spec, Precondition.NONE)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("b.yaml");
    assertThatThrownBy(
            () -> EngineKit.await(engine.api().deleteJob(engine.job(), Precondition.NONE)))
        .isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> EngineKit.await(engine.api().deleteSource("s", Precondition.NONE)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("a.yaml");
    engine.start();
    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
  }

  /**
   * Two writers that read the same stored document: the second is judged by what the first left.
   */
  @OneServer("the catalog matters here")
  @Test
  void aMaskStandsForTheSecretThatIsStoredWhenItIsPut() {
    JobSpec shown =
        JobDocument.read(JobDocument.write(engine.api().job(engine.job()).spec(), false));

    EngineKit.await(engine.api().putJob(engine.job(), shown, Precondition.NONE));

    assertThat(engine.api().job(engine.job()).spec().destination().password().reveal())
        .isEqualTo(engine.database().password());
  }
}
