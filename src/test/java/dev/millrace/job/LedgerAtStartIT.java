package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.model.FieldError;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.Sql;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a job that starts makes of its ledger. */
@ExtendWith(RealServers.class)
class LedgerAtStartIT {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedMariaDb database;
  private String schema;
  private String ledger;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka broker, EmbeddedMariaDb mariaDb) {
    kafka = broker;
    database = mariaDb;
    schema = RealServers.freshDatabase();
    ledger = schema + ".millrace_ledger";
    topic = new Topic(kafka, 1);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}],\"lanes\":1}");
    kit.start("j");
    topic.send(0, "{\"id\":1}");
    kit.untilCaughtUp("j", 1, SOON);
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  @Test
  void rowsThatAPlainReadDoesNotSeeYetAreNotTakenForVanished() {
    kit.stop("j");
    database.execute("CREATE TABLE " + schema + ".kept AS SELECT * FROM " + ledger);
    database.execute("DELETE FROM " + ledger);
    try (Sql other = database.session()) {
      // What a plain read finds is behind until this is committed, as it is on a replica.
      other.execute("BEGIN;INSERT INTO " + ledger + " SELECT * FROM " + schema + ".kept");

      Future<JobStatus> started = kit.engine().start("j");
      Eventually.until(
          "it asks the server that writes, or is answered",
          SOON,
          () -> started.isComplete() || waitsForLedger());
      other.execute("COMMIT");

      EngineKit.await(started);
    }
    kit.until("j", JobState.RUNNING, SOON);
    topic.send(0, "{\"id\":2}");
    kit.untilCaughtUp("j", 2, SOON);
    assertThat(rows()).isEqualTo(2);
  }

  private boolean waitsForLedger() {
    return database.number(
            "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE"
                + " '%millrace\\_ledger%FOR UPDATE' AND id<>CONNECTION_ID()")
        > 0;
  }

  @Test
  void theRowOfAPartitionThatWasAddedWhileTheJobRanIsMissedAtTheNextStart() {
    kafka.addPartitions(topic.name(), 2);
    Eventually.until(
        "it can be written to",
        SOON,
        () -> {
          topic.send(1, "{\"id\":2}");
          return true;
        });
    kit.untilCaughtUp("j", 2, SOON);
    Eventually.until(
        "the catalog has it", SOON, () -> kit.left("j").ledgerPartitions().contains(1));
    kit.stop("j");
    database.execute("DELETE FROM " + ledger + " WHERE `partition`=1");

    List<FieldError> faults =
        catchThrowableOfType(InvalidDocument.class, () -> kit.start("j")).faults();

    assertThat(faults)
        .singleElement()
        .satisfies(fieldError -> assertThat(fieldError.detail()).contains("[1]", "reset"));
    assertThat(rows()).isEqualTo(2);
  }

  private long rows() {
    return database.number("SELECT COUNT(*) FROM " + schema + ".t");
  }
}
