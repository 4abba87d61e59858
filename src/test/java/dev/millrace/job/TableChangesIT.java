package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.Count;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import dev.millrace.testkit.RealServers;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A table that is altered while a job writes to it: seen at once, and nothing is falsified. */
@ExtendWith(RealServers.class)
class TableChangesIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String table;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    table = schema + ".t";
    topic = new Topic(kafka, 1);
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private void job(String type, String more) {
    job(type, more, 20);
  }

  private void job(String type, String more, int lingerMs) {
    database.execute("CREATE TABLE " + table + " (id BIGINT PRIMARY KEY, s " + type + ")");
    String mapping =
        "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
            + "{\"path\":\"/s\",\"column\":\"s\"}]";
    kit.job(
        "j",
        "s",
        database,
        schema,
        "t",
        "{" + mapping + ",\"batch\":{\"lingerMs\":" + lingerMs + "}" + more + "}");
    kit.start("j");
    kit.until("j", JobState.RUNNING, SOON);
  }

  /** What a job says whose destination is behind the proxy. */
  private String through(FaultProxy proxy) {
    return ",\"destination\":"
        + new JsonObject()
            .put("dialect", database.dialect())
            .put("host", "127.0.0.1")
            .put("port", proxy.port())
            .put("database", schema)
            .put("table", "t")
            .put("tls", "disabled")
            .put("allowPublicKeyRetrieval", true)
            .put("user", database.user())
            .put("password", database.password())
            .encode();
  }

  private void send(long id, String s) {
    topic.send(0, "{\"id\":" + id + ",\"s\":\"" + s + "\"}");
  }

  /** Enough at once to go by LOAD DATA. */
  private void sendMany(int firstId) {
    topic.sendAll(
        0,
        IntStream.range(firstId, firstId + 1_000)
            .mapToObj(id -> "{\"id\":" + id + ",\"s\":\"Zo\u00eb \u20ac\"}")
            .toArray(String[]::new));
  }

  private List<String> column() {
    return database.query("SELECT COALESCE(s,'~') FROM " + table + " ORDER BY id").stream()
        .map(row -> row.get(0))
        .toList();
  }

  private static long sum(JobStatus status, Count count) {
    return status.partitions().stream().mapToLong(p -> p.ledger().count(count)).sum();
  }

  private void untilRows(long rows) {
    Eventually.until(
        rows + " rows", SOON, () -> database.number("SELECT COUNT(*) FROM " + table) == rows);
  }

  @Test
  void aWidenedColumnTakesWhatFitsNow() {
    job("VARCHAR(5)", ",\"dirtyData\":\"quarantine\"");
    send(1, "short");
    send(2, "too long for it");
    kit.untilCaughtUp("j", 2, SOON);

    database.execute("ALTER TABLE " + table + " MODIFY s VARCHAR(40)");
    send(3, "too long for it");
    JobStatus status = kit.untilCaughtUp("j", 3, SOON);

    assertThat(column()).containsExactly("short", "too long for it");
    assertThat(sum(status, Count.WRITTEN)).isEqualTo(2);
    assertThat(sum(status, Count.QUARANTINED)).isEqualTo(1);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void aWidenedColumnStopsNoJobByWhatFitsNow() {
    job("VARCHAR(5)", "");
    send(1, "short");
    untilRows(1);

    database.execute("ALTER TABLE " + table + " MODIFY s VARCHAR(40)");
    send(2, "too long for it");
    kit.untilCaughtUp("j", 2, SOON);

    assertThat(column()).containsExactly("short", "too long for it");
  }

  @Test
  void aTypeThatWasAlteredUnderTheRunningJobStopsItNeitherInANewProcessNorAfterTrouble() {
    try (FaultProxy proxy = new FaultProxy(database.host(), database.port())) {
      job("VARCHAR(40)", through(proxy));
      send(1, "before");
      untilRows(1);
      database.execute("ALTER TABLE " + table + " MODIFY id INT");
      send(2, "altered");
      kit.untilCaughtUp("j", 2, SOON);

      kit.close();
      proxy.refuse();
      kit = new EngineKit(directory);
      kit.until("j", JobState.RETRYING, SOON);
      proxy.heal();
      send(3, "another process");
      kit.untilCaughtUp("j", 3, SOON);

      assertThat(kit.until("j", JobState.RUNNING, SOON).error()).isNull();
      assertThat(column()).containsExactly("before", "altered", "another process");
      kit.stop("j");
      assertThatThrownBy(() -> kit.start("j"))
          .as("who starts the job is told")
          .isInstanceOf(InvalidDocument.class);
    }
  }

  @Test
  void troubleWhileAnAlteredTableIsReadAnewStopsNoJob() {
    try (FaultProxy proxy = new FaultProxy(database.host(), database.port())) {
      job("VARCHAR(40)", through(proxy));
      send(1, "before");
      untilRows(1);

      proxy.cutAt("SELECT INDEX_NAME,COLUMN_NAME", false);
      database.execute("ALTER TABLE " + table + " MODIFY id INT");
      send(2, "after");
      kit.untilCaughtUp("j", 2, SOON);

      assertThat(proxy.cutAtIsOver()).as("there was trouble").isTrue();
      assertThat(column()).containsExactly("before", "after");
    }
  }

  @Test
  void aChangeIsSeenAlsoWhenNothingArrives() {
    job("VARCHAR(5)", "");
    database.execute("ALTER TABLE " + table + " MODIFY s VARCHAR(40)");

    Eventually.until(
        "the status tells of the change",
        Duration.ofSeconds(20),
        () ->
            kit.status("j").warnings().stream()
                .anyMatch(w -> w.code() == WarningCode.TABLE_CHANGED));
    assertThat(kit.until("j", JobState.RUNNING, SOON).error()).isNull();
  }

  /** The policy for dirty data decides, not the one for refused rows. */
  @Test
  void anIntegerColumnThatWasTextNullsWhatIsNone() {
    job("VARCHAR(40)", ",\"dirtyData\":\"null\"");
    send(1, "7");
    untilRows(1);

    database.execute("ALTER TABLE " + table + " MODIFY s INT");
    send(2, "8");
    send(3, "words");
    JobStatus status = kit.untilCaughtUp("j", 3, SOON);

    assertThat(column()).containsExactly("7", "8", "~");
    assertThat(sum(status, Count.NULLED_FIELDS)).isEqualTo(1);
    assertThat(status.nulledSamples()).extracting(n -> n.code()).containsExactly("not-a-number");
  }

  @Test
  void anEnumStopsByTheDirtyPolicyAlthoughRefusedRowsWouldBeQuarantined() {
    job("VARCHAR(40)", ",\"dirtyData\":\"stop\",\"refused\":\"quarantine\"");
    send(1, "red");
    untilRows(1);

    database.execute("ALTER TABLE " + table + " MODIFY s ENUM('red','blue')");
    send(2, "blue");
    send(3, "green");
    JobStatus status = kit.until("j", JobState.FAILED, SOON);

    assertThat(status.error().kind()).isEqualTo("dirty");
    assertThat(status.error().code()).isEqualTo("not-a-member");
    assertThat(status.error().offset()).isEqualTo(2);
    assertThat(column()).containsExactly("red", "blue");
  }

  /** A whole batch goes by LOAD DATA, whose text is taken to be in the columns' character set. */
  @Test
  void anotherCharacterSetNeverMakesMojibake() {
    job("VARCHAR(40)", ",\"dirtyData\":\"null\"", 1_000);
    sendMany(-1_000);
    untilRows(1_000);

    database.execute("ALTER TABLE " + table + " CONVERT TO CHARACTER SET latin1");
    sendMany(1);
    kit.untilCaughtUp("j", 2_000, SOON);

    assertThat(
            database.number(
                "SELECT COUNT(*) FROM "
                    + table
                    + " WHERE CONVERT(s USING utf8mb4)='Zo\u00eb \u20ac' AND CHAR_LENGTH(s)=5"))
        .isEqualTo(2_000);
  }

  /** The text of a DATETIME is in the job's time zone, that of a TIMESTAMP in the session's. */
  @Test
  void aTimeColumnOfTheOtherKindGetsTheSameInstant() {
    job("DATETIME", ",\"timeZone\":\"+05:00\"");
    send(1, "2026-11-22T08:00:00Z");
    untilRows(1);
    assertThat(column()).containsExactly("2026-11-22 13:00:00");

    database.execute("TRUNCATE TABLE " + table);
    database.execute("ALTER TABLE " + table + " MODIFY s TIMESTAMP NULL");
    send(2, "2026-11-22T08:00:00Z");
    untilRows(1);

    assertThat(database.number("SELECT UNIX_TIMESTAMP(s) FROM " + table)).isEqualTo(1_795_334_400L);
  }

  @Test
  void aTableWithoutTransactionsStopsTheJobBeforeABatchIsWrittenToIt() {
    job("VARCHAR(40)", "");
    send(1, "before");
    untilRows(1);

    database.execute("ALTER TABLE " + table + " ENGINE=MyISAM");
    send(2, "after");
    JobStatus status = kit.until("j", JobState.FAILED, SOON);

    assertThat(status.error().message()).contains("MyISAM", "exactly-once", "InnoDB");
    assertThat(column()).containsExactly("before");
    assertThat(status.partitions().get(0).ledger().nextOffset()).isEqualTo(1);
  }

  /** Nothing is lost or doubled and the order is kept, whenever the table is altered. */
  @Test
  void manyAlterationsUnderLoadLoseAndDoubleNothing() {
    job("VARCHAR(40)", ",\"write\":{\"mode\":\"upsert\"}");
    int sent = 0;
    for (int round = 0; round < 5; round++) {
      for (int i = 0; i < 200; i++) {
        send(sent % 50, "v" + sent++);
      }
      database.execute("ALTER TABLE " + table + " MODIFY s VARCHAR(" + (41 + round) + ")");
    }
    JobStatus status = kit.untilCaughtUp("j", sent, SOON);

    assertThat(sum(status, Count.WRITTEN)).isEqualTo(1_000);
    assertThat(status.balanced()).isTrue();
    assertThat(column())
        .containsExactlyElementsOf(
            IntStream.range(0, 50).mapToObj(id -> "v" + (950 + id)).toList());
  }
}
