package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.JobState;
import dev.millrace.mysql.HostileDatabase;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.OneServer;
import dev.millrace.testkit.Sql;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However many ask for a job's status while the database is slow, it is not asked as often. */
@OneServer("how often it asks is the same of every server")
class StatusReadsIT {
  private static final int CALLS = 40;

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  @Test
  void ofAJobThatRests() {
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
      job(
          engine
              .destination()
              .put("host", "127.0.0.1")
              .put("port", server.port())
              .put("dialect", "mariadb")
              .put("database", "d")
              .put("user", "u")
              .put("password", ""));

      assertThat(askForStatus()).hasSize(CALLS);
      assertThat(reads).hasValue(1);
      answer.countDown();
      engine.status();
      engine.status();

      // One that hung, one for all who came meanwhile, and those after it.
      assertThat(reads.get()).isBetween(3, 4);
    }
  }

  @Test
  void ofAJobThatRuns() {
    engine.createTable("id BIGINT PRIMARY KEY");
    FaultProxy proxy = engine.proxy();
    job(engine.destination(proxy));
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    proxy.delay(400);
    long before = selects();

    assertThat(askForStatus()).hasSize(CALLS);
    proxy.heal();
    engine.status();
    engine.status();

    // The looks of each second are among them.
    assertThat(selects() - before).isLessThan(CALLS / 2);
    proxy.heal();
  }

  @Test
  void aRecordThatStopsTheJobDoesSoBehindThemThoughTheDatabaseHangs() {
    engine.createTable("id BIGINT PRIMARY KEY");
    FaultProxy proxy = engine.proxy();
    job(engine.destination(proxy));
    engine.start();
    engine.send(0, "{\"id\":1}");
    engine.untilCaughtUp(1);
    // The ledger has the row before the lane hears of it; whoever waits for that answer is not told
    // that it stops until the statement is given up.
    engine.untilStatus(
        "the lane has its answer",
        status -> status.lanes().stream().allMatch(lane -> lane.inFlightBytes() == 0));
    proxy.halfOpen();
    assertThat(askForStatus()).hasSize(CALLS);

    engine.send(0, "{\"id\":\"x\"}");

    JobStatus failed = engine.until(JobState.FAILED);
    assertThat(failed.error().code()).isEqualTo("not-a-number");
    proxy.heal();
  }

  private void job(JsonObject destination) {
    engine.put(
        "{\"mapping\":[{\"path\":\"/id\",\"column\":\"id\"}],\"lanes\":1,\"destination\":"
            + destination.encode()
            + "}");
  }

  private List<JobStatus> askForStatus() {
    List<Future<JobStatus>> asked = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      asked.add(engine.api().status(engine.job()));
    }
    return asked.stream().map(EngineKit::await).toList();
  }

  private long selects() {
    try (Sql session = engine.session()) {
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
