package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.Addresses;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.flow.WriteOutcome.Fenced;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lost connections, dead servers, second owners: nothing is lost and nothing is written twice. */
class OutageIT extends DatabaseIT {
  private static final String MOVE = "UPDATE millrace_ledger SET next_offset";

  @BeforeEach
  void table() {
    sql("CREATE TABLE r (id INT PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB");
  }

  @Test
  void aConnectionKilledBetweenBatchesGoesUnnoticed() {
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);
    lane.write(batch(0, 1, "(1,'a')"));
    killOthers();

    assertThat(lane.write(batch(1, 2, "(2,'b')"))).isInstanceOf(Committed.class);
    assertThat(lane.write(batch(2, 3, "(3,'c')"))).isInstanceOf(Committed.class);

    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("3");
    assertThat(ledger()).endsWith(" 0 3 3");
  }

  @Test
  void aConnectionKilledDuringABatchIsRetried() throws Exception {
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);
    sql("BEGIN");
    sql("INSERT INTO r VALUES (2,'blocks')");
    Future<WriteOutcome> pending = lane.send(batch(0, 2, "(1,'a')", "(2,'b')"));
    waitFor(
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO `r`%'",
        "1");
    killOthers();
    Eventually.until("the lane noticed", Duration.ofSeconds(60), () -> !events.isEmpty());
    sql("ROLLBACK");

    assertThat(get(pending)).isInstanceOf(Committed.class);

    assertThat(sql("SELECT v FROM r ORDER BY id")).containsExactly(List.of("a"), List.of("b"));
    assertThat(ledger()).isEqualTo("2 0 2 2");
    assertThat(events).hasAtLeastOneElementOfType(LaneEvent.Retrying.class);
    assertThat(events.get(events.size() - 1)).isInstanceOf(LaneEvent.Recovered.class);
  }

  @Test
  void aBatchWhoseAnswerWasLostAfterCommitIsNotWrittenTwice() {
    CuttingProxy proxy = new CuttingProxy(vertx, server.port());
    sql("CREATE TABLE nokey (id INT) ENGINE=InnoDB");
    Lane lane = lane(place("nokey", dialect(), get(proxy.start())), "id");
    lane.claimed(0, 0);
    lane.write(batch(0, 1, "(1)"));
    proxy.swallowAnswersTo(MOVE, 200);

    WriteOutcome outcome = lane.write(batch(1, 3, "(2)", "(3)"));

    assertThat(((Committed) outcome).rows().get(0))
        .isEqualTo(new LedgerRow("t", 0, 2, 0, 3, Counts.of(Count.WRITTEN, 3)));
    assertThat(one("SELECT GROUP_CONCAT(id ORDER BY id) FROM nokey")).isEqualTo("1,2,3");
    assertThat(lane.write(batch(3, 4, "(4)"))).isInstanceOf(Committed.class);
    assertThat(ledger()).isEqualTo("2 0 4 4");
  }

  @Test
  void aHalfOpenConnectionIsGivenUpAfterTheTimeout() {
    CuttingProxy proxy = new CuttingProxy(vertx, server.port());
    Lane lane = lane(place("r", dialect(), get(proxy.start())), "id", "v");
    lane.claimed(0, 0);
    proxy.swallowAnswersTo(MOVE, 0);

    assertThat(lane.write(batch(0, 1, "(1,'a')"))).isInstanceOf(Committed.class);
    assertThat(events.toString()).contains("timeout");
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("1");
  }

  @Test
  void aSecondOwnerDuringTheDoubtWins() {
    CuttingProxy proxy = new CuttingProxy(vertx, server.port());
    Lane lane = lane(place("r", dialect(), get(proxy.start())), "id", "v");
    lane.claimed(0, 0);
    proxy.swallowAnswersTo(MOVE, 0);
    Future<WriteOutcome> pending = lane.send(batch(0, 1, "(1,'a')"));
    waitFor("SELECT COUNT(*) FROM r", "1");
    Lane heir = lane(place("r"), "id", "v");

    assertThat(heir.claimed(0, 0)).isEqualTo(1);

    assertThat(get(pending)).isInstanceOf(Fenced.class);
    assertThat(heir.write(batch(1, 2, "(2,'b')"))).isInstanceOf(Committed.class);
    assertThat(ledger()).isEqualTo("2 0 2 2");
  }

  @Test
  void aDeadlockIsRetriedAtOnce() {
    Lane lane = lane(place("r"), Mode.UPSERT, Delivery.EXACTLY_ONCE, List.of("id", "v"), "id");
    sql("INSERT INTO r VALUES (1,'1'),(2,'2')");
    lane.claimed(0, 0);
    sql("BEGIN");
    sql("UPDATE r SET v='admin' WHERE id=2");
    Future<WriteOutcome> pending = lane.send(batch(0, 2, "(1,'a')", "(2,'b')"));
    waitFor(
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO `r`%'",
        "1");
    try {
      sql("UPDATE r SET v='admin' WHERE id=1");
    } catch (RuntimeException adminLost) {
      // Either side may be the victim.
    }
    sql("ROLLBACK");

    assertThat(get(pending)).isInstanceOf(Committed.class);
    assertThat(sql("SELECT v FROM r ORDER BY id")).containsExactly(List.of("a"), List.of("b"));
    assertThat(events).isEmpty();
  }

  @Test
  void aReadOnlyServerIsWaitedFor() throws Exception {
    sql("CREATE USER plain@'%' IDENTIFIED BY 'p'");
    sql("GRANT SELECT,INSERT,UPDATE,DELETE,CREATE ON " + database + ".* TO plain@'%'");
    Lane lane = lane(as(place("r"), "plain", "p"), "id", "v");
    lane.claimed(0, 0);
    sql("SET GLOBAL read_only=1");
    Future<WriteOutcome> pending = lane.send(batch(0, 1, "(1,'a')"));
    Eventually.until("the lane noticed", Duration.ofSeconds(60), () -> !events.isEmpty());
    sql("SET GLOBAL read_only=0");

    assertThat(get(pending)).isInstanceOf(Committed.class);
    assertThat(events.toString()).contains("code=read-only").contains("Recovered");
    sql("DROP USER plain@'%'");
  }

  @Test
  void aServerKilledAndStartedAgainLosesAndDoublesNothing() throws Exception {
    sql("CREATE TABLE nokey (id INT) ENGINE=InnoDB");
    Lane lane = lane(place("nokey"), "id");
    lane.claimed(0, 0);
    int batches = 300;
    Thread breaker =
        new Thread(
            () -> {
              try {
                Thread.sleep(150);
                server.kill();
                Thread.sleep(500);
                server.restart();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    breaker.start();

    for (int i = 0; i < batches || breaker.isAlive(); i++) {
      assertThat(lane.write(batch(2 * i, 2 * i + 2, "(" + 2 * i + ")", "(" + (2 * i + 1) + ")")))
          .isInstanceOf(Committed.class);
      batches = Math.max(batches, i + 1);
    }

    assertThat(one("SELECT CONCAT(COUNT(*),' ',COUNT(DISTINCT id)) FROM nokey"))
        .isEqualTo(2 * batches + " " + 2 * batches);
    assertThat(ledger()).endsWith(" 0 " + 2 * batches + " " + 2 * batches);
    assertThat(events)
        .hasAtLeastOneElementOfType(LaneEvent.Retrying.class)
        .hasAtLeastOneElementOfType(LaneEvent.Recovered.class);
  }

  @Test
  void undeployingEndsAWriteThatCannotEnd() {
    Lane lane = lane(place("r", dialect(), 1), "id", "v");
    Future<?> pending =
        vertx
            .eventBus()
            .request(
                Addresses.claims(lane.id),
                new dev.millrace.flow.Claim(
                    List.of(LedgerRow.startingAt(new PartitionId("t", 0), 0)), List.of()));
    waitForEvent();

    long start = System.nanoTime();
    lane.undeploy();

    assertThat(System.nanoTime() - start).isLessThan(2_000_000_000L);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> get(pending))).isNotNull();
  }

  private void waitForEvent() {
    for (int i = 0; i < 500 && events.isEmpty(); i++) {
      pause();
    }
  }

  private void waitFor(String query, String answer) {
    for (int i = 0; i < 500; i++) {
      if (one(query).equals(answer)) {
        return;
      }
      pause();
    }
    throw new AssertionError(query + " never became " + answer);
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void killOthers() {
    for (List<String> row :
        sql(
            "SELECT ID FROM information_schema.PROCESSLIST WHERE ID<>CONNECTION_ID() AND DB='"
                + database
                + "'")) {
      sql("KILL " + row.get(0));
    }
  }
}
