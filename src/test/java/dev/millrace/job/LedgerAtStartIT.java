package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.answer.JobStatus;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.Sql;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a job that starts makes of its ledger. */
class LedgerAtStartIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  @BeforeEach
  void start() {
    engine.put(
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}],\"lanes\":1}");
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
  }

  @Test
  void rowsThatAPlainReadDoesNotSeeYetAreNotTakenForVanished() {
    engine.stop();
    engine.execute("CREATE TABLE kept AS SELECT * FROM millrace_ledger");
    engine.execute("DELETE FROM millrace_ledger");
    try (Sql other = engine.session()) {
      // What a plain read finds is behind until this is committed, as it is on a replica.
      other.execute("BEGIN;INSERT INTO millrace_ledger SELECT * FROM kept");

      Future<JobStatus> started = engine.api().start(engine.job());
      Eventually.until(
          "it asks the server that writes, or is answered",
          SOON,
          () -> started.isComplete() || waitsForLedger());
      other.execute("COMMIT");

      EngineKit.await(started);
    }
    engine.until(JobState.RUNNING);
    engine.send(0, "{\"id\":2}");
    engine.untilCaughtUp(2);
    assertThat(engine.rows()).isEqualTo(2);
  }

  private boolean waitsForLedger() {
    return engine.number(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE"
                + " '%millrace\\_ledger%FOR UPDATE' AND id<>CONNECTION_ID()")
        > 0;
  }

  @Test
  void theRowOfAPartitionThatWasAddedWhileTheJobRanIsMissedAtTheNextStart() {
    engine.kafka().addPartitions(engine.topic().name(), 2);
    Eventually.until(
        "it can be written to",
        SOON,
        () -> {
          engine.send(1, "{\"id\":2}");
          return true;
        });
    engine.untilCaughtUp(2);
    Eventually.until(
        "the catalog has it",
        SOON,
        () -> engine.left().ledgerPartitions().contains(new PartitionId(engine.topic().name(), 1)));
    engine.stop();
    engine.execute("DELETE FROM millrace_ledger WHERE `partition`=1");

    List<FieldError> faults =
        catchThrowableOfType(InvalidDocument.class, () -> engine.start()).faults();

    assertThat(faults)
        .singleElement()
        .satisfies(fieldError -> assertThat(fieldError.detail()).contains("[1]", "reset"));
    assertThat(engine.rows()).isEqualTo(2);
  }
}
