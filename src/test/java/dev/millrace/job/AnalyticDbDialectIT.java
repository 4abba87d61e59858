package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.model.LedgerRow;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.EmbeddedMariaDb.Settings;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole jobs without transactions: a MariaDB plays AnalyticDB's part and tells by its general log
 * what it was asked.
 */
@ExtendWith(RealServers.class)
class AnalyticDbDialectIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"},"
          + "{\"path\":\"/v\",\"column\":\"v\",\"type\":\"VARCHAR(200)\"},"
          + "{\"path\":\"/at\",\"column\":\"at\",\"type\":\"DATETIME\"}]";
  private static EmbeddedMariaDb database;

  @TempDir Path directory;
  private Topic topic;
  private EngineKit kit;

  @BeforeAll
  static void startDatabase() {
    database = new EmbeddedMariaDb(Settings.SMALL.withGeneralLog());
    Assumptions.assumeFalse(database.isExternal(), "needs a server's general log");
    database.start();
    database.createDatabase("adb");
    database.execute("CREATE USER engine@'%' IDENTIFIED BY 'p'");
    database.execute("GRANT ALL ON adb.* TO engine@'%'");
  }

  @AfterAll
  static void stopDatabase() {
    database.close();
  }

  @BeforeEach
  void start(EmbeddedKafka kafka) {
    topic = new Topic(kafka, 2);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
    database.execute("DROP TABLE IF EXISTS adb.t, adb.millrace_ledger");
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private void put(String dialect, String mapping, String write) {
    kit.job(
        "j",
        "s",
        database,
        "adb",
        "t",
        "{\"destination\":{\"dialect\":\""
            + dialect
            + "\",\"host\":\"127.0.0.1\",\"port\":"
            + database.port()
            + ",\"database\":\"adb\",\"table\":\"t\",\"user\":\"engine\",\"password\":\"p\"},"
            + mapping
            + ",\"batch\":{\"lingerMs\":20},\"write\":"
            + write
            + "}");
  }

  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      topic.send(
          i % 2,
          "{\"id\":"
              + i
              + ",\"v\":\"ä; COMMIT; 漢 'it' "
              + i
              + "\",\"at\":\"2024-02-29T10:00:00+02:00\"}");
    }
  }

  private static List<List<String>> expected(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(i -> List.of("" + i, "ä; COMMIT; 漢 'it' " + i, "2024-02-29 08:00:00"))
        .toList();
  }

  private static List<List<String>> rows() {
    return database.query("SELECT id,v,CAST(at AS CHAR) FROM adb.t ORDER BY id");
  }

  private JobStatus caughtUp(int records) {
    kit.until("j", JobState.RUNNING, SOON);
    Eventually.until(
        "no lag is left",
        SOON,
        () ->
            kit.status("j").state() == JobState.RUNNING
                && kit.status("j").partitions().stream().allMatch(p -> p.lagRecords() == 0));
    JobStatus status = kit.untilCaughtUp("j", records, SOON);
    assertThat(status.balanced()).isTrue();
    return status;
  }

  private static long written(JobStatus status) {
    return status.partitions().stream().mapToLong(p -> p.ledger().count(Count.WRITTEN)).sum();
  }

  /** The record's place is the key: the table's maker provides for it, the job says nothing. */
  private static void tableWithRecordKey() {
    database.execute(
        "CREATE TABLE adb.t (__topic VARCHAR(249) NOT NULL, __partition INT NOT NULL,"
            + " __offset BIGINT NOT NULL, id BIGINT, v VARCHAR(200), at DATETIME,"
            + " PRIMARY KEY (__topic,__partition,__offset)) CHARSET utf8mb4");
  }

  @Test
  void aJobsWholeLifeSendsNothingThatAnalyticDbLacks() {
    tableWithRecordKey();
    int before = ServerLog.of(database, "engine").size();
    send(0, 50);
    put("analyticdb", MAPPING, "{}");
    assertThat(EngineKit.await(kit.engine().check("j")).faults()).isEmpty();
    kit.start("j");
    caughtUp(50);

    kit.close();
    send(50, 80);
    kit = new EngineKit(directory);
    JobStatus again = caughtUp(80);
    assertThat(written(again)).isEqualTo(80);
    assertThat(again.partitions()).extracting(p -> p.ledger().startOffset()).containsOnly(0L);
    kit.stop("j");
    assertThat(written(kit.status("j"))).isEqualTo(80);
    Map<TopicPartition, OffsetAndMetadata> earlier = topic.commits("millrace-j");
    send(80, 100);
    kit.start("j");
    caughtUp(100);
    kit.stop("j");
    // As if the process had died between the rows and the commit.
    topic.putBack("millrace-j", earlier);
    kit.start("j");
    assertThat(written(caughtUp(100))).isEqualTo(100);
    kit.stop("j");

    assertThat(rows()).isEqualTo(expected(100));
    List<ServerLog.Entry> sent = ServerLog.of(database, "engine");
    sent = sent.subList(before, sent.size());
    assertThat(sent).hasSizeGreaterThan(10);
    assertThat(sent).extracting(ServerLog.Entry::command).containsOnly("Connect", "Query", "Quit");
    List<ServerLog.Entry> queries = sent.stream().filter(e -> e.command().equals("Query")).toList();
    assertThat(queries).extracting(ServerLog.Entry::verb).containsOnly("SELECT", "INSERT");
    assertThat(queries)
        .allSatisfy(q -> assertThat(q.withoutLiterals()).doesNotContain(";", "millrace_ledger"));
    List<String> inserts =
        queries.stream().filter(q -> q.verb().equals("INSERT")).map(q -> q.text()).toList();
    assertThat(inserts).allSatisfy(i -> assertThat(i).startsWith("INSERT IGNORE INTO `t` ("));
    // What was put back was indeed written twice.
    assertThat(inserts.stream().filter(i -> i.contains("'it' 98"))).hasSize(2);
  }

  @Test
  void offsetsPutBackByHandAreReadAgainWithoutHarmInReplaceMode() {
    database.execute(
        "CREATE TABLE adb.t (id BIGINT PRIMARY KEY, v VARCHAR(200), at DATETIME) CHARSET utf8mb4");
    send(0, 60);
    put("analyticdb", MAPPING, "{\"mode\":\"replace\"}");
    kit.start("j");
    caughtUp(60);
    kit.stop("j");

    TopicPartition first = new TopicPartition(topic.name(), 0);
    topic.putBack("millrace-j", Map.of(first, new OffsetAndMetadata(10)));
    kit.start("j");
    JobStatus status = caughtUp(50);
    kit.stop("j");

    assertThat(rows()).isEqualTo(expected(60));
    // Somebody else's commit tells no counts: they begin where it stands.
    LedgerRow anew = status.partitions().get(0).ledger();
    assertThat(anew.startOffset()).isEqualTo(10);
    assertThat(anew.count(Count.WRITTEN)).isEqualTo(20);
    assertThat(status.partitions().get(1).ledger().count(Count.WRITTEN)).isEqualTo(30);
  }

  @Test
  void resetForgetsTheGroupAndTheTopicIsReadAnew() {
    tableWithRecordKey();
    send(0, 10);
    put("analyticdb", MAPPING, "{\"mode\":\"replace\"}");
    kit.start("j");
    caughtUp(10);
    kit.stop("j");
    database.execute("DELETE FROM adb.t");

    EngineKit.await(kit.engine().reset("j"));
    assertThat(written(kit.status("j"))).isZero();
    kit.start("j");
    caughtUp(10);

    assertThat(rows()).isEqualTo(expected(10));
    assertThat(kit.status("j").state()).isEqualTo(JobState.RUNNING);
  }

  @Test
  void atLeastOnceOnMariaDbKeepsNoLedgerTableAndSurvivesReplays() {
    send(0, 40);
    put(database.dialect(), MAPPING, "{\"delivery\":\"at-least-once\",\"mode\":\"upsert\"}");
    kit.start("j");
    caughtUp(40);
    Map<TopicPartition, OffsetAndMetadata> earlier = topic.commits("millrace-j");
    kit.close();
    send(40, 60);
    kit = new EngineKit(directory);
    assertThat(written(caughtUp(60))).isEqualTo(60);
    kit.stop("j");

    topic.putBack("millrace-j", earlier);
    kit.start("j");
    assertThat(written(caughtUp(60))).isEqualTo(60);

    assertThat(rows()).isEqualTo(expected(60));
    assertThat(new TableText(database, "adb", "t").columns())
        .containsExactly("__topic", "__partition", "__offset", "id", "v", "at");
    assertThat(database.query("SHOW TABLES FROM adb")).containsExactly(List.of("t"));
  }
}
