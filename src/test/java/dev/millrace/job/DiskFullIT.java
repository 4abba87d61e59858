package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.SmallDisk;
import dev.millrace.testkit.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The database's disk is full: no record is at fault, and the job goes on when there is space. */
@ExtendWith(RealServers.class)
class DiskFullIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int RECORDS = 4_500;
  private static final String PAYLOAD = "p".repeat(3_000);

  @TempDir Path directory;

  /** A table's file grows from 1 to 9 MiB in one step, and by 4 MiB then. */
  private SmallDisk disk;

  private String schema;

  @BeforeEach
  void mount() {
    // Not before: a test that is left out has no end where it could be unmounted.
    disk = new SmallDisk(12);
    assumeTrue(disk.objection() == null, "no small disk to be had: " + disk.objection());
  }

  @AfterEach
  void unmount() {
    disk.close();
  }

  @ParameterizedTest(name = "write.method: {0}")
  @ValueSource(strings = {"load", "insert"})
  void aFullDiskIsSatOutAndBlamedOnNoRecord(
      String method, EmbeddedKafka kafka, EmbeddedMariaDb shared) {
    assumeFalse(shared.isExternal(), "a disk of this machine is of no use to that server");
    EmbeddedMariaDb database = shared.isMySql() ? startedWithDisk() : shared;
    schema = "disk_full";
    database.createDatabase(schema);
    database.execute(
        "CREATE TABLE %s.t (id BIGINT PRIMARY KEY, v TEXT) ENGINE=InnoDB DATA DIRECTORY='%s'"
            .formatted(schema, disk.path()));
    try {
      JobStatus full = runUntilThereIsSpace(method, kafka, database, () -> {});

      assertThat(full.error().code()).isEqualTo("disk-full");
      assertThat(full.partitions().get(0).ledger().nextOffset()).isBetween(1L, RECORDS - 1L);
    } finally {
      database.execute("DROP TABLE " + schema + ".t");
      if (database != shared) {
        database.close();
      }
    }
  }

  /** MySQL takes no place for a table's file that it was not told at its start. */
  private EmbeddedMariaDb startedWithDisk() {
    return new EmbeddedMariaDb(
            EmbeddedMariaDb.Settings.SMALL.with("--innodb-directories=" + disk.path()))
        .start();
  }

  /**
   * MariaDB does not refuse what it cannot write to its binary log, but waits, also on when there
   * is space again: 11.4.5 did so for five minutes, and went on when the statement was killed. What
   * was killed may be committed all the same. By hand, for it takes minutes.
   */
  @Test
  @EnabledIfSystemProperty(named = "millrace.fullDisk", matches = "true")
  void aServerThatWaitsForSpaceIsGivenUpAndAskedAgain(EmbeddedKafka kafka) {
    assumeTrue(System.getProperty("db.uri", "").isEmpty(), "the server's disk is not ours");
    assumeFalse(TestServer.isMySql(), "MySQL ends where its binary log cannot be written");
    try (EmbeddedMariaDb database =
        new EmbeddedMariaDb(
            EmbeddedMariaDb.Settings.SMALL.with(
                "--log-bin=" + disk.path().resolve("bin"),
                "--binlog-format=ROW",
                "--server-id=1"))) {
      database.start();
      schema = "d";
      database.createDatabase(schema);

      JobStatus full = runUntilThereIsSpace("load", kafka, database, () -> killWaiting(database));

      assertThat(full.error().code()).isEqualTo("timeout");
    }
  }

  private static void killWaiting(EmbeddedMariaDb database) {
    database
        .query(
            "SELECT id FROM information_schema.processlist WHERE state LIKE 'Waiting for someone%'")
        .forEach(row -> database.execute("KILL " + row.get(0)));
  }

  /** The status of the job while the disk was full. */
  private JobStatus runUntilThereIsSpace(
      String method, EmbeddedKafka kafka, EmbeddedMariaDb database, Runnable onSpace) {
    try (Topic topic = new Topic(kafka, 1);
        EngineKit kit = new EngineKit(directory)) {
      String[] records = new String[RECORDS];
      for (int i = 0; i < RECORDS; i++) {
        records[i] = "{\"id\":" + i + ",\"v\":\"" + PAYLOAD + "\"}";
      }
      topic.sendAll(0, records);
      kit.source("s", kafka.bootstrapServers(), topic.name());
      kit.job("j", "s", database, schema, "t", document(method));
      kit.start("j");
      JobStatus full = kit.until("j", JobState.RETRYING, LONG);
      assertThat(full.error().offset()).as("no record is named").isNull();

      disk.grow(128);
      onSpace.run();
      JobStatus after = kit.untilCaughtUp("j", RECORDS, LONG);

      kit.until("j", JobState.RUNNING, SOON);
      assertThat(after.balanced()).isTrue();
      assertThat(after.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(RECORDS);
      assertThat(after.partitions().get(0).ledger().count(Count.QUARANTINED)).isZero();
      assertThat(
              database.query(
                  "SELECT COUNT(*), COUNT(DISTINCT id), MAX(id), SUM(LENGTH(v)) FROM "
                      + schema
                      + ".t"))
          .containsExactly(
              List.of(
                  "" + RECORDS,
                  "" + RECORDS,
                  "" + (RECORDS - 1),
                  "" + (long) RECORDS * PAYLOAD.length()));
      return full;
    }
  }

  private static String document(String method) {
    return "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
        + "{\"path\":\"/v\",\"column\":\"v\",\"type\":\"TEXT\"}],\"batch\":{\"lingerMs\":20,"
        + "\"rows\":300},\"dirtyData\":\"quarantine\",\"malformed\":\"quarantine\","
        + "\"refused\":\"quarantine\",\"write\":{\"method\":\""
        + method
        + "\"}}";
  }
}
