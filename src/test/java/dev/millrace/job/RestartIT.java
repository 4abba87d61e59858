package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.document.JobDocument;
import dev.millrace.model.Conflict;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobSpec;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What scripts do: stop, alter and start one after the other, and restart. */
@ExtendWith(RealServers.class)
class RestartIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Set<JobState> NOT_STOPPING =
      EnumSet.complementOf(EnumSet.of(JobState.STOPPING));

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 2);
    kit = new EngineKit(directory.resolve("a"));
    kit.source("s", kafka.bootstrapServers(), topic.name());
    kit.job("j", "s", database, schema, "t", document("id"));
    topic.send(0, "{\"id\":1,\"n\":10}");
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
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
    return EngineKit.await(kit.engine().await("j", states, SOON));
  }

  @Test
  void stopAlterAndStartOneAfterTheOtherStartsTheAlteredJob() {
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);
    database.execute("ALTER TABLE " + schema + ".t ADD n BIGINT");

    EngineKit.await(kit.engine().stop("j"));
    assertThat(await(NOT_STOPPING).state()).isEqualTo(JobState.STOPPED);
    kit.job("j", "s", database, schema, "t", document("id", "n"));
    kit.start("j");
    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
    topic.send(1, "{\"id\":2,\"n\":20}");
    kit.untilCaughtUp("j", 2, SOON);

    assertThat(database.query("SELECT id,n FROM " + schema + ".t ORDER BY id"))
        .hasToString("[[1, null], [2, 20]]");
  }

  @Test
  void aRestartEndsInRunningAndLosesNothing() {
    kit.start("j");
    await(Set.of(JobState.RUNNING));

    assertThat(EngineKit.await(kit.engine().restart("j")).state()).isEqualTo(JobState.STOPPING);
    topic.send(1, "{\"id\":2}");
    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
    JobStatus caughtUp = kit.untilCaughtUp("j", 2, SOON);

    assertThat(caughtUp.balanced()).isTrue();
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t")).isEqualTo(2);
    assertThat(kit.left("j").wanted()).isTrue();
  }

  @Test
  void aRestartThatWouldFailLeavesTheJobRunning() {
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);
    database.execute("RENAME TABLE " + schema + ".t TO " + schema + ".u");
    database.execute("CREATE TABLE " + schema + ".t (other INT)");

    assertThatThrownBy(() -> EngineKit.await(kit.engine().restart("j")))
        .isInstanceOf(InvalidDocument.class)
        .hasMessageContaining("id");

    assertThat(kit.status("j").state()).isNotEqualTo(JobState.STOPPED);
    assertThat(kit.left("j").wanted()).isTrue();
  }

  @Test
  void aStopDuringARestartStays() {
    kit.start("j");
    await(Set.of(JobState.RUNNING));

    EngineKit.await(kit.engine().restart("j"));
    EngineKit.await(kit.engine().stop("j"));

    assertThat(await(NOT_STOPPING).state()).isEqualTo(JobState.STOPPED);
    assertThat(kit.left("j").wanted()).isFalse();
  }

  @Test
  void aJobAtRestIsStartedByARestart() {
    EngineKit.await(kit.engine().restart("j"));

    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void waitingEndsAfterItsTime() {
    long begun = System.nanoTime();

    JobStatus status =
        EngineKit.await(kit.engine().await("j", Set.of(JobState.RUNNING), Duration.ofMillis(200)));

    assertThat(status.state()).isEqualTo(JobState.CREATED);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void whatAFileDeclaresIsNotAlteredByTheApi() {
    JobSpec spec = kit.engine().job("j").spec();
    kit.close();

    kit =
        new EngineKit(
            directory.resolve("a"), new Declared(Map.of("s", "a.yaml"), Map.of("j", "b.yaml")));

    assertThat(kit.engine().job("j").declaredIn()).isEqualTo("b.yaml");
    assertThatThrownBy(() -> EngineKit.await(kit.engine().putJob("j", spec)))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("b.yaml");
    assertThatThrownBy(() -> EngineKit.await(kit.engine().deleteJob("j")))
        .isInstanceOf(Conflict.class);
    assertThatThrownBy(() -> EngineKit.await(kit.engine().deleteSource("s")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("a.yaml");
    kit.start("j");
    assertThat(await(Set.of(JobState.RUNNING)).state()).isEqualTo(JobState.RUNNING);
  }

  /**
   * Two writers that read the same stored document: the second is judged by what the first left.
   */
  @Test
  void aMaskStandsForTheSecretThatIsStoredWhenItIsPut() {
    JobSpec shown = JobDocument.read(JobDocument.write(kit.engine().job("j").spec(), false));

    EngineKit.await(kit.engine().putJob("j", shown));

    assertThat(kit.engine().job("j").spec().destination().password().reveal())
        .isEqualTo(database.password());
  }
}
