package dev.millrace.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two engine processes with the same job; one is stopped in its tracks or killed, the other takes
 * over and goes on.
 *
 * <p>A trigger notes with each row who wrote it and the epoch that the ledger had then: within one
 * epoch of a partition there must be one writer only.
 */
@ExtendWith(RealServers.class)
class ZombieIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String JOB = "shared";
  private static final String FENCED = "millrace_fenced_total";
  private static final int PARTITIONS = 2;

  private final Numbered records = new Numbered(42);
  private final Truth truth = new Truth(PARTITIONS);
  private EmbeddedMariaDb database;
  private String schema;
  private Node a;
  private Node b;
  private Sender sender;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    database.execute(
        "USE "
            + schema
            + "; CREATE TABLE t (part INT NOT NULL, off BIGINT NOT NULL, message LONGTEXT,"
            + " who VARCHAR(80) NOT NULL DEFAULT '', epoch BIGINT NOT NULL DEFAULT 0);"
            + "CREATE TRIGGER noted BEFORE INSERT ON t FOR EACH ROW SET NEW.who=USER(), NEW.epoch="
            + "(SELECT l.epoch FROM millrace_ledger l WHERE l.job='"
            + JOB
            + "' AND l.`partition`=NEW.part)");
    String topic = RealServers.freshTopic(PARTITIONS);
    a = new Node("a", database);
    b = new Node("b", database);
    for (Node node : List.of(a, b)) {
      node.start();
    }
    for (Node node : List.of(a, b)) {
      database.execute(
          "DROP USER IF EXISTS %s; CREATE USER %s IDENTIFIED BY '%s'; GRANT ALL ON *.* TO %s"
              .formatted(user(node), user(node), database.password(), user(node)));
      node.awaitReady();
      define(node, kafka.bootstrapServers(), topic);
      node.api().post("/jobs/" + JOB + "/start");
    }
    sender = new Sender(kafka, topic, records, truth, 200, new ReentrantLock());
    sender.start();
    Eventually.until(
        "each holds a partition",
        SOON,
        () -> partitions(a).size() == 1 && partitions(b).size() == 1);
    goesOn(0);
    goesOn(1);
  }

  private void define(Node node, String bootstrapServers, String topic) {
    node.api()
        .put(
            "/sources/s",
            """
            {"bootstrapServers": "%s", "topic": "%s",
             "properties": {"session.timeout.ms": "3000", "heartbeat.interval.ms": "500"}}
            """
                .formatted(bootstrapServers, topic));
    node.api()
        .put(
            "/jobs/" + JOB,
            """
            {"source": "s", "parse": {"layers": 0}, "lanes": 1, "batch": {"rows": 20, "lingerMs": 20},
             "mapping": [{"path": "$partition", "column": "part", "type": "INT"},
                         {"path": "$offset", "column": "off", "type": "BIGINT"},
                         {"path": "$value", "column": "message", "type": "LONGTEXT"}],
             "malformed": "quarantine",
             "destination": {"dialect": "%s", "host": "127.0.0.1", "port": %d, "database": "%s",
                             "table": "t", "user": "%s", "password": "${env:DB_PASSWORD}",
                             "tls": "disabled", "allowPublicKeyRetrieval": true}}
            """
                .formatted(database.dialect(), node.proxy().port(), schema, user(node)));
  }

  private static String user(Node node) {
    return "zombie_" + node.name();
  }

  @AfterEach
  void stop() {
    // Also what a failing start left: an engine that goes on would disturb every later test.
    try (Node first = a;
        Node second = b;
        Sender third = sender) {
      database.execute("DROP USER IF EXISTS zombie_a, zombie_b");
    }
  }

  private static List<Integer> partitions(Node node) {
    List<Integer> held = new java.util.ArrayList<>();
    node.status(JOB)
        .path("lanes")
        .forEach(l -> l.path("partitions").forEach(p -> held.add(p.path("partition").asInt())));
    return held;
  }

  private long ledger(String column, int partition) {
    return database.number(
        "SELECT CAST(%s AS SIGNED) FROM %s.millrace_ledger WHERE job='%s' AND `partition`=%d"
            .formatted(column, schema, JOB, partition));
  }

  private void goesOn(int partition) {
    Eventually.until("a claim", SOON, () -> ledger("epoch", partition) > 0);
    long before = ledger("next_offset", partition);
    Eventually.until(
        "partition " + partition + " goes on",
        SOON,
        () -> ledger("next_offset", partition) > before);
  }

  /** Everything is there or in quarantine once, and within an epoch only one wrote. */
  private void allIsWell() {
    sender.stop();
    long expected = 0;
    for (int p = 0; p < PARTITIONS; p++) {
      for (int i = 0; i < truth.count(p); i++) {
        expected += records.message(truth.number(p, i)) == null ? 0 : 1;
      }
    }
    String rows = expected + " " + expected;
    Eventually.get(
        "every record is there once",
        SOON,
        () ->
            database.value(
                "SELECT CAST(CONCAT_WS(' ',COUNT(*),COUNT(DISTINCT p,o)) AS CHAR) FROM"
                    + " (SELECT part p,off o FROM "
                    + schema
                    + ".t UNION ALL SELECT `partition`,`offset` FROM "
                    + schema
                    + ".millrace_quarantine) x"),
        rows::equals);
    assertThat(
            database.query(
                "SELECT part, epoch, GROUP_CONCAT(DISTINCT who) FROM "
                    + schema
                    + ".t GROUP BY part, epoch HAVING COUNT(DISTINCT who)>1"))
        .isEmpty();
    assertThat(b.status(JOB).path("balanced").asBoolean()).isTrue();
  }

  @Test
  void aZombieWritesNothingAndAKilledEngineIsTakenOver() {
    int taken = partitions(a).get(0);
    // A batch of its is on the way for longer than it stands still.
    a.proxy().holdAt("UPDATE millrace_ledger SET next_offset");
    Eventually.until("a batch is on its way", SOON, a.proxy()::holds);
    takenOver(taken, a::suspend);
    // That batch arrives at the server while its sender still stands.
    a.proxy().heal();
    goesOn(taken);
    a.resume();

    Eventually.until("the zombie learns of it", SOON, () -> a.api().meter(FENCED, JOB) > 0);
    Eventually.until("it holds a partition again", SOON, () -> partitions(a).size() == 1);
    goesOn(0);
    goesOn(1);
    takenOver(partitions(a).get(0), a::kill);
    goesOn(0);
    goesOn(1);
    assertThat(partitions(b)).containsExactlyInAnyOrder(0, 1);
    allIsWell();
  }

  private void takenOver(int partition, Runnable end) {
    long epoch = ledger("epoch", partition);
    end.run();
    Eventually.until("the other takes over", SOON, () -> ledger("epoch", partition) > epoch);
    goesOn(partition);
  }
}
