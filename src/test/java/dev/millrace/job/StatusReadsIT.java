package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.mysql.HostileDatabase;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.RealServers;
import dev.millrace.testkit.Sql;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** However many ask for a job's status while the database is slow, it is not asked as often. */
@ExtendWith(RealServers.class)
class StatusReadsIT {
  private static final int CALLS = 40;
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String DOCUMENT =
      """
      {"mapping": [{"path": "/id", "column": "id"}], "lanes": 1,
       "destination": {"dialect": "%s", "host": "127.0.0.1", "port": %d, "database": "%s",
                       "table": "t", "user": "%s", "password": "%s"}}
      """;

  @TempDir Path directory;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka) {
    topic = new Topic(kafka, 1);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  @Test
  void ofAJobThatRests(EmbeddedMariaDb database) {
    AtomicInteger reads = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    HostileDatabase.Script hangs =
        (sql, to) -> {
          if (sql.startsWith("SELECT") && sql.contains("millrace_ledger")) {
            reads.incrementAndGet();
            await(answer);
          }
          return false;
        };
    try (HostileDatabase server = new HostileDatabase(hangs)) {
      job(database, DOCUMENT.formatted("mariadb", server.port(), "d", "u", ""));

      assertThat(askForStatus()).hasSize(CALLS);
      assertThat(reads).hasValue(1);
      answer.countDown();
      kit.status("j");
      kit.status("j");

      // One that hung, one for all who came meanwhile, and those after it.
      assertThat(reads.get()).isBetween(3, 4);
    }
  }

  @Test
  void ofAJobThatRuns(EmbeddedMariaDb database) {
    String schema = RealServers.freshDatabase();
    database.execute("CREATE TABLE " + schema + ".t (id BIGINT PRIMARY KEY)");
    try (FaultProxy proxy = new FaultProxy(database.host(), database.port())) {
      job(
          database,
          DOCUMENT.formatted(
              database.dialect(), proxy.port(), schema, database.user(), database.password()));
      kit.start("j");
      topic.send(0, "{\"id\":1}");
      kit.untilCaughtUp("j", 1, SOON);
      proxy.delay(400);
      long before = selects(database);

      assertThat(askForStatus()).hasSize(CALLS);
      proxy.heal();
      kit.status("j");
      kit.status("j");

      // The looks of each second are among them.
      assertThat(selects(database) - before).isLessThan(CALLS / 2);
      proxy.heal();
    }
  }

  @Test
  void aRecordThatStopsTheJobDoesSoBehindThemThoughTheDatabaseHangs(EmbeddedMariaDb database) {
    String schema = RealServers.freshDatabase();
    database.execute("CREATE TABLE " + schema + ".t (id BIGINT PRIMARY KEY)");
    try (FaultProxy proxy = new FaultProxy(database.host(), database.port())) {
      job(
          database,
          DOCUMENT.formatted(
              database.dialect(), proxy.port(), schema, database.user(), database.password()));
      kit.start("j");
      topic.send(0, "{\"id\":1}");
      kit.untilCaughtUp("j", 1, SOON);
      proxy.halfOpen();
      assertThat(askForStatus()).hasSize(CALLS);

      topic.send(0, "{\"id\":\"x\"}");

      JobStatus failed = kit.until("j", JobState.FAILED, Duration.ofSeconds(60));
      assertThat(failed.error().code()).isEqualTo("not-a-number");
      proxy.heal();
    }
  }

  private void job(EmbeddedMariaDb database, String document) {
    kit.job("j", "s", database, "", "t", document);
  }

  private List<JobStatus> askForStatus() {
    List<Future<JobStatus>> asked = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      asked.add(kit.engine().status("j"));
    }
    return asked.stream().map(EngineKit::await).toList();
  }

  private static long selects(EmbeddedMariaDb database) {
    try (Sql session = database.session()) {
      String found = session.query("SHOW GLOBAL STATUS LIKE 'Com_select'").get(0).get(1);
      return Long.parseLong(found);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
