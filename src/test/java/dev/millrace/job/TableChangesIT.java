package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.JobStatus;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.WarningCode;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table that is altered while a job writes to it: seen at once, and nothing is falsified. */
class TableChangesIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private void job(String type, String more) {
    job(type, more, 20);
  }

  private void job(String type, String more, int lingerMs) {
    engine.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, s " + type + ")");
    String mapping =
        "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
            + "{\"path\":\"/s\",\"column\":\"s\"}]";
    engine.put("{" + mapping + ",\"batch\":{\"lingerMs\":" + lingerMs + "}" + more + "}");
    engine.start();
    engine.until(JobState.RUNNING);
  }

  /** What a job says whose destination is behind the proxy. */
  private String through(FaultProxy proxy) {
    return ",\"destination\":"
        + engine
            .destination(proxy)
            .put("tls", "disabled")
            .put("allowPublicKeyRetrieval", true)
            .encode();
  }

  private void send(long id, String s) {
    engine.send(0, "{\"id\":" + id + ",\"s\":\"" + s + "\"}");
  }

  /** Enough at once to go by LOAD DATA. */
  private void sendMany(int firstId) {
    engine.sendEach(
        0, firstId, firstId + 1_000, id -> "{\"id\":" + id + ",\"s\":\"Zo\u00eb \u20ac\"}");
  }

  private List<String> column() {
    return engine.query("SELECT COALESCE(s,'~') FROM t ORDER BY id").stream()
        .map(row -> row.get(0))
        .toList();
  }

  private static long sum(JobStatus status, Count count) {
    return status.partitions().stream().mapToLong(p -> p.ledger().count(count)).sum();
  }

  private void untilRows(long rows) {
    Eventually.until(rows + " rows", SOON, () -> engine.number("SELECT COUNT(*) FROM t") == rows);
  }

  @Test
  void aWidenedColumnTakesWhatFitsNow() {
    job("VARCHAR(5)", ",\"dirtyData\":\"quarantine\"");
    send(1, "short");
    send(2, "too long for it");
    engine.untilCaughtUp(2);

    engine.execute("ALTER TABLE t MODIFY s VARCHAR(40)");
    send(3, "too long for it");
    JobStatus status = engine.untilCaughtUp(3);

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

    engine.execute("ALTER TABLE t MODIFY s VARCHAR(40)");
    send(2, "too long for it");
    engine.untilCaughtUp(2);

    assertThat(column()).containsExactly("short", "too long for it");
  }

  @Test
  void aTypeThatWasAlteredUnderTheRunningJobStopsItNeitherInANewProcessNorAfterTrouble() {
    FaultProxy proxy = engine.proxy();
    job("VARCHAR(40)", through(proxy));
    send(1, "before");
    untilRows(1);
    engine.execute("ALTER TABLE t MODIFY id INT");
    send(2, "altered");
    engine.untilCaughtUp(2);

    engine.kit().close();
    proxy.refuse();
    engine.restartProcess();
    engine.until(JobState.RETRYING);
    proxy.heal();
    send(3, "another process");
    engine.untilCaughtUp(3);

    assertThat(engine.until(JobState.RUNNING).error()).isNull();
    assertThat(column()).containsExactly("before", "altered", "another process");
    engine.stop();
    assertThatThrownBy(() -> engine.start())
        .as("who starts the job is told")
        .isInstanceOf(InvalidDocument.class);
  }

  @Test
  void troubleWhileAnAlteredTableIsReadAnewStopsNoJob() {
    FaultProxy proxy = engine.proxy();
    job("VARCHAR(40)", through(proxy));
    send(1, "before");
    untilRows(1);

    proxy.cutAt("SELECT INDEX_NAME,COLUMN_NAME", false);
    engine.execute("ALTER TABLE t MODIFY id INT");
    send(2, "after");
    engine.untilCaughtUp(2);

    assertThat(proxy.cutAtIsOver()).as("there was failure").isTrue();
    assertThat(column()).containsExactly("before", "after");
  }

  @Test
  void aChangeIsSeenAlsoWhenNothingArrives() {
    job("VARCHAR(5)", "");
    engine.execute("ALTER TABLE t MODIFY s VARCHAR(40)");

    Eventually.until(
        "the status tells of the change",
        Duration.ofSeconds(60),
        () ->
            engine.status().warnings().stream()
                .anyMatch(w -> w.code() == WarningCode.TABLE_CHANGED));
    assertThat(engine.until(JobState.RUNNING).error()).isNull();
  }

  /** The policy for dirty data decides, not the one for refused rows. */
  @Test
  void anIntegerColumnThatWasTextNullsWhatIsNone() {
    job("VARCHAR(40)", ",\"dirtyData\":\"null\"");
    send(1, "7");
    untilRows(1);

    engine.execute("ALTER TABLE t MODIFY s INT");
    send(2, "8");
    send(3, "words");
    JobStatus status = engine.untilCaughtUp(3);

    assertThat(column()).containsExactly("7", "8", "~");
    assertThat(sum(status, Count.NULLED_FIELDS)).isEqualTo(1);
    assertThat(status.nulledSamples()).extracting(n -> n.code()).containsExactly("not-a-number");
  }

  @Test
  void anEnumStopsByTheDirtyPolicyAlthoughRefusedRowsWouldBeQuarantined() {
    job("VARCHAR(40)", ",\"dirtyData\":\"stop\",\"refused\":\"quarantine\"");
    send(1, "red");
    untilRows(1);

    engine.execute("ALTER TABLE t MODIFY s ENUM('red','blue')");
    send(2, "blue");
    send(3, "green");
    JobStatus status = engine.until(JobState.FAILED);

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

    engine.execute("ALTER TABLE t CONVERT TO CHARACTER SET latin1");
    sendMany(1);
    engine.untilCaughtUp(2_000);

    assertThat(
            engine.number(
                "SELECT COUNT(*) FROM t WHERE CONVERT(s USING utf8mb4)='Zo\u00eb \u20ac' AND"
                    + " CHAR_LENGTH(s)=5"))
        .isEqualTo(2_000);
  }

  /** The text of a DATETIME is in the job's time zone, that of a TIMESTAMP in the session's. */
  @Test
  void aTimeColumnOfTheOtherKindGetsTheSameInstant() {
    job("DATETIME", ",\"timeZone\":\"+05:00\"");
    send(1, "2026-11-22T08:00:00Z");
    untilRows(1);
    assertThat(column()).containsExactly("2026-11-22 13:00:00");

    engine.execute("TRUNCATE TABLE t");
    engine.execute("ALTER TABLE t MODIFY s TIMESTAMP NULL");
    send(2, "2026-11-22T08:00:00Z");
    untilRows(1);

    assertThat(engine.number("SELECT UNIX_TIMESTAMP(s) FROM t")).isEqualTo(1_795_334_400L);
  }

  @Test
  void aTableWithoutTransactionsStopsTheJobBeforeABatchIsWrittenToIt() {
    job("VARCHAR(40)", "");
    send(1, "before");
    untilRows(1);

    engine.execute("ALTER TABLE t ENGINE=MyISAM");
    send(2, "after");
    JobStatus status = engine.until(JobState.FAILED);

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
      engine.execute("ALTER TABLE t MODIFY s VARCHAR(" + (41 + round) + ")");
    }
    JobStatus status = engine.untilCaughtUp(sent);

    assertThat(sum(status, Count.WRITTEN)).isEqualTo(1_000);
    assertThat(status.balanced()).isTrue();
    assertThat(column())
        .containsExactlyElementsOf(
            IntStream.range(0, 50).mapToObj(id -> "v" + (950 + id)).toList());
  }
}
