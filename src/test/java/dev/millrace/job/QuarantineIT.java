package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.QuarantineChoice;
import dev.millrace.answer.QuarantineQuery;
import dev.millrace.answer.ReplayReport;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.model.QuarantinePlace;
import dev.millrace.spec.PartitionRef;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Looking at a job's quarantine, replaying and dropping what is in it. */
class QuarantineIT extends QuarantineKit {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** Not long ago: the broker drops what is older than a week. */
  private static final Instant TIME =
      Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600).plusMillis(123);

  @Test
  void theQuarantineIsListedPageByPageInOrderOfPlace() {
    engine.send(1, "{\"id\":1,\"qty\":\"ä\"}", "no json", "{\"id\":3,\"qty\":3}");
    engine
        .topic()
        .send(
            new ProducerRecord<>(
                engine.topic().name(),
                0,
                TIME.toEpochMilli(),
                new byte[] {(byte) 0xff},
                new byte[] {'{', -1}));
    engine.send(0, "{\"id\":4,\"qty\":\"" + "漢".repeat(6_000) + "\"}");
    job(ID + "," + QTY, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(5);

    List<Map<String, Object>> paged = new ArrayList<>();
    String next = null;
    do {
      QuarantinePlace after = next == null ? null : QuarantinePlace.parse(next).orElseThrow();
      Map<String, Object> page = page(new QuarantineQuery(after, 3, false));
      paged.addAll(records(page));
      next = (String) page.get("next");
    } while (next != null);

    assertThat(paged).isEqualTo(listed());
    assertThat(paged)
        .extracting(r -> r.get("partition") + ":" + r.get("offset") + " " + r.get("code"))
        .containsExactly("0:0 not-utf8", "0:1 not-a-number", "1:0 not-a-number", "1:1 not-json");
    assertThat(paged.get(0))
        .containsEntry("topic", engine.topic().name())
        .containsEntry("recordTime", TIME.toString())
        .containsEntry("key", "/w==")
        .containsEntry("keyEncoding", "base64")
        .containsEntry("headers", Map.of())
        .containsEntry("value", "e/8=")
        .containsEntry("encoding", "base64")
        .containsEntry("valueBytes", 2L)
        .containsEntry("kind", "malformed")
        .containsEntry("column", null)
        .doesNotContainKey("cut");
    assertThat(paged.get(1)).containsEntry("cut", true).containsEntry("encoding", "text");
    assertThat((String) paged.get(1).get("value"))
        .hasSize(QuarantineQuery.MAX_CHARS)
        .startsWith("{\"id\":4,\"qty\":\"漢")
        .endsWith("漢");
    assertThat(paged.get(2))
        .containsEntry("key", null)
        .containsEntry("value", "{\"id\":1,\"qty\":\"ä\"}")
        .containsEntry("kind", "dirty")
        .containsEntry("column", "qty")
        .containsEntry("path", "/qty")
        .containsKey("quarantinedAt");
    assertThat((String) paged.get(2).get("reason")).contains("an integer from");
    Map<String, Object> whole = records(page(new QuarantineQuery(null, 100, true))).get(1);
    assertThat((String) whole.get("value")).hasSize(6_000 + 17).endsWith("漢\"}");
    assertThat(whole).doesNotContainKey("cut");
  }

  @Test
  void whatFitsTheTableOfNowIsMovedAndTheRestStaysWithItsNewReason() {
    engine.send(
        0,
        "{\"id\":1,\"qty\":\"abc\"}",
        "{\"id\":2,\"qty\":2}",
        "{\"id\":3,\"qty\":\"far too long\"}",
        "{\"id\":2,\"qty\":\"dup\"}",
        "{\"id\":5");
    job(ID + "," + QTY, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(5);
    assertThat(ledger(0).count(Count.QUARANTINED)).isEqualTo(4);
    engine.stop();
    alter("MODIFY qty VARCHAR(5)");
    job(ID + "," + QTY.replace("INT", "VARCHAR(5)"), "");

    Map<String, Object> answer = replay(ALL);

    assertThat(answer).containsAllEntriesOf(answer(1, 3, 0));
    assertThat(records(answer))
        .extracting(r -> r.get("offset") + " " + r.get("code") + " " + r.get("column"))
        .containsExactly("2 too-long qty", "3 duplicate-key id", "4 not-json null");
    assertThat(rows()).containsExactly(List.of("1", "abc"), List.of("2", "2"));
    assertThat(listed())
        .extracting(r -> r.get("offset") + " " + r.get("kind") + " " + r.get("code"))
        .containsExactly("2 dirty too-long", "3 refused duplicate-key", "4 malformed not-json");
    assertThat((String) listed().get(1).get("reason")).contains("Duplicate entry '2'");
    assertThat(ledger(0)).extracting(row -> row.count(Count.WRITTEN)).isEqualTo(2L);
    assertThat(ledger(0)).extracting(row -> row.count(Count.QUARANTINED)).isEqualTo(3L);
    assertThat(replay(ALL)).containsAllEntriesOf(answer(0, 3, 0));
  }

  @Test
  void chosenOffsetsAloneAreReplayedAndThoseNotThereAreCounted() {
    for (int i = 0; i < 6; i++) {
      engine.send(i % 2, "{\"id\":" + i + ",\"qty\":\"x\"}");
    }
    job(ID + "," + QTY, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(6);
    engine.stop();
    alter("MODIFY qty VARCHAR(5)");

    Map<String, Object> answer =
        replay(
            new QuarantineChoice(
                null,
                Map.of(
                    PartitionRef.of(0),
                    List.of(1L, 2L),
                    new PartitionRef(engine.topic().name(), 1),
                    List.of(0L, 77L))));
    Map<String, Object> elsewhere =
        replay(new QuarantineChoice("other", Map.of(PartitionRef.of(0), List.of(0L))));

    assertThat(answer).containsAllEntriesOf(answer(3, 0, 1));
    assertThat(elsewhere).containsAllEntriesOf(answer(0, 0, 1));
    assertThat(rows()).extracting(row -> row.get(0)).containsExactly("1", "2", "4");
    assertThat(listed())
        .extracting(r -> r.get("partition") + ":" + r.get("offset"))
        .containsExactly("0:0", "1:1", "1:2");
  }

  @Test
  void aReplayThatTakesLongerThanItMayAnswersWhatMovedAndWhereToGoOn() {
    for (int i = 0; i < 6; i++) {
      engine.send(i % 2, "{\"id\":" + i + ",\"qty\":\"x\"}");
    }
    job(ID + "," + QTY, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(6);
    engine.stop();
    alter("MODIFY qty VARCHAR(5)");
    engine.execute("CREATE TRIGGER slow BEFORE INSERT ON t FOR EACH ROW" + " DO SLEEP(0.35)");
    Map<PartitionRef, List<Long>> chosen =
        Map.of(PartitionRef.of(0), List.of(0L, 1L, 2L), PartitionRef.of(1), List.of(0L, 2L));

    Map<String, Object> first = replay(new QuarantineChoice(null, null, null, 1));
    QuarantinePlace next = QuarantinePlace.parse((String) first.get("next")).orElseThrow();
    Map<String, Object> second = replay(new QuarantineChoice(null, chosen, next, 30));
    Map<String, Object> third = replay(new QuarantineChoice(null, null, next, 30));
    Map<String, Object> fourth =
        replay(
            new QuarantineChoice(null, null, new QuarantinePlace(engine.topic().name(), 1, 2), 30));

    assertThat(first).containsAllEntriesOf(answer(3, 0, 0));
    assertThat(next).isEqualTo(new QuarantinePlace(engine.topic().name(), 0, 2));
    assertThat(second).containsAllEntriesOf(answer(2, 0, 0)).containsEntry("next", null);
    assertThat(third).containsAllEntriesOf(answer(1, 0, 0)).containsEntry("next", null);
    assertThat(fourth).containsAllEntriesOf(answer(0, 0, 0)).containsEntry("next", null);
    assertThat(rows()).hasSize(6);
    assertThat(ledger(0).count(Count.WRITTEN) + ledger(1).count(Count.WRITTEN)).isEqualTo(6);
  }

  @Test
  void metadataIsThatOfTheRecordAndNotOfTheReplay() {
    ProducerRecord<byte[], byte[]> sent =
        new ProducerRecord<>(
            engine.topic().name(),
            1,
            TIME.toEpochMilli(),
            "ключ".getBytes(StandardCharsets.UTF_8),
            "{\"id\":7,\"qty\":\"x\"}".getBytes(StandardCharsets.UTF_8));
    sent.headers()
        .add("trace", new byte[] {1})
        .add("trace", "ä'\"\\".getBytes(StandardCharsets.UTF_8));
    engine.topic().send(sent);
    String metadata =
        "{\"path\":\"$timestamp\",\"column\":\"at\",\"type\":\"DATETIME(3)\"},"
            + "{\"path\":\"$key\",\"column\":\"k\",\"type\":\"VARCHAR(20)\"},"
            + "{\"path\":\"$offset\",\"column\":\"o\",\"type\":\"BIGINT\"},"
            + "{\"path\":\"$partition\",\"column\":\"p\",\"type\":\"INT\"},"
            + "{\"path\":\"$topic\",\"column\":\"tp\",\"type\":\"VARCHAR(50)\"},"
            + "{\"path\":\"$headers/trace\",\"column\":\"h\",\"type\":\"VARCHAR(20)\"},"
            + "{\"path\":\"$headers/none\",\"column\":\"h2\",\"type\":\"VARCHAR(20)\"},"
            + "{\"path\":\"$value\",\"column\":\"v\",\"type\":\"TEXT\"}";
    job(ID + "," + QTY + "," + metadata, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(1);
    alter("MODIFY qty VARCHAR(5)");
    assertThat(listed().get(0)).containsEntry("headers", Map.of("trace", "ä'\"\\"));

    assertThat(replay(ALL)).containsAllEntriesOf(answer(1, 0, 0));

    assertThat(engine.query("SELECT CAST(at AS CHAR),k,o,p,tp,h,COALESCE(h2,'~'),v FROM t"))
        .containsExactly(
            List.of(
                TIME.toString().replace("T", " ").replace("Z", ""),
                "ключ",
                "0",
                "1",
                engine.topic().name(),
                "ä'\"\\",
                "~",
                "{\"id\":7,\"qty\":\"x\"}"));
  }

  @Test
  void aRecordOfSeveralRowsMovesWholeOrNotAtAll() {
    engine.send(
        0,
        "[{\"id\":1,\"qty\":\"x\"},{\"id\":2,\"qty\":\"x\"}]",
        "[{\"id\":3,\"qty\":\"x\"},{\"id\":1,\"qty\":\"x\"},{\"id\":4,\"qty\":\"x\"}]",
        "[{\"id\":3,\"qty\":\"y\"}]");
    job(ID + "," + QTY, ALL_POLICIES + ",\"parse\":{\"layers\":1,\"root\":\"array\"}");
    engine.start();
    engine.untilCaughtUp(3);
    alter("MODIFY qty VARCHAR(5)");

    Map<String, Object> answer = replay(ALL);

    // Row 3 of the last record is refused only beside the second record's, which is taken back.
    assertThat(answer.get("written")).isEqualTo(2L);
    assertThat(rows()).containsExactly(List.of("1", "x"), List.of("2", "x"), List.of("3", "y"));
    assertThat(listed())
        .extracting(r -> r.get("offset") + " " + r.get("code"))
        .containsExactly("1 duplicate-key");
    assertThat(ledger(0).count(Count.WRITTEN)).isEqualTo(2);
  }

  @Test
  void aRecordIsNotADuplicateOfOneThatIsNotWritten() {
    engine.send(
        0,
        "[{\"id\":5},{\"id\":1},{\"id\":1}]",
        "[{\"id\":5,\"qty\":7}]",
        "[{\"id\":6,\"qty\":8}]");
    job(ID + "," + QTY, ALL_POLICIES + ",\"parse\":{\"layers\":1,\"root\":\"array\"}");

    engine.start();
    engine.untilCaughtUp(3);

    assertThat(rows()).containsExactly(List.of("5", "7"), List.of("6", "8"));
    assertThat(listed())
        .extracting(r -> r.get("offset") + " " + r.get("code"))
        .containsExactly("0 duplicate-key");
  }

  @Test
  void replaysAtOnceOfAJobThatRunsUnderLoadWriteEachRecordOnceAndKeepTheBalance() {
    int records = 1_000;
    job(
        ID + "," + QTY,
        ALL_POLICIES + ",\"maxQuarantinedRatio\":1,\"lanes\":2,\"batch\":{\"rows\":50}");
    for (int i = 0; i < 400; i++) {
      engine.send(i % 2, "{\"id\":" + i + ",\"qty\":\"x\"}");
    }
    engine.start();
    engine.untilCaughtUp(400);
    // No key, so that a record written twice shows. The lanes notice it some time later; until then
    // they put into quarantine what the table takes by now.
    alter("DROP PRIMARY KEY, MODIFY qty VARCHAR(5)");
    Thread load =
        new Thread(
            () -> {
              for (int i = 400; i < records; i++) {
                String qty = i % 3 == 0 ? "\"x\"" : "" + i;
                engine.send(i % 2, "{\"id\":" + i + ",\"qty\":" + qty + "}");
              }
            });
    load.start();

    long moved = 0;
    while (load.isAlive() || moved == 0 || !listed().isEmpty()) {
      List<Future<ReplayReport>> both =
          List.of(engine.api().replay(engine.job(), ALL), engine.api().replay(engine.job(), ALL));
      for (Future<ReplayReport> one : both) {
        moved += EngineKit.await(one).written();
      }
      assertThat(engine.status().balanced()).isTrue();
      if (!load.isAlive()) {
        engine.untilCaughtUp(records);
      }
    }

    assertThat(engine.status().state()).isEqualTo(JobState.RUNNING);
    String counts = "SELECT COUNT(*), COUNT(DISTINCT id) FROM t";
    assertThat(engine.query(counts)).containsExactly(List.of("" + records, "" + records));
    assertThat(moved).isBetween(400L, 400L + (records - 400 + 1) / 3);
    for (int partition = 0; partition < 2; partition++) {
      assertThat(ledger(partition).count(Count.WRITTEN)).isEqualTo(records / 2);
      assertThat(ledger(partition).count(Count.QUARANTINED)).isZero();
    }
    engine.stop();
    assertThat(ledger(0).count(Count.WRITTEN)).isEqualTo(records / 2);
  }

  @Test
  void droppedRecordsAreGoneAndTheLedgerStillSaysThatTheyWereQuarantined() {
    for (int i = 0; i < 5; i++) {
      engine.send(0, "{\"id\":" + i + ",\"qty\":\"x\"}");
    }
    job(ID + "," + QTY, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(5);

    Map<String, Object> some =
        drop(
            new QuarantineChoice(
                null, Map.of(new PartitionRef(engine.topic().name(), 0), List.of(1L, 3L, 9L))));
    List<Map<String, Object>> left = listed();
    Map<String, Object> rest = drop(ALL);

    assertThat(some).isEqualTo(Map.of("dropped", 2L, "missing", 1L));
    assertThat(left).extracting(r -> r.get("offset")).containsExactly(0L, 2L, 4L);
    assertThat(rest).isEqualTo(Map.of("dropped", 3L, "missing", 0L));
    assertThat(listed()).isEmpty();
    assertThat(ledger(0).count(Count.QUARANTINED)).isEqualTo(5);
  }

  @Test
  void afterAResetARecordThatTheJobTakesAgainIsNotReplayedToo() {
    engine.send(0, "{\"id\":1,\"qty\":\"x\"}", "{\"id\":2,\"qty\":\"y\"}");
    job(ID + "," + QTY, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(2);
    engine.stop();
    engine.reset();
    alter("DROP PRIMARY KEY, MODIFY qty VARCHAR(1)");

    Map<String, Object> before = replay(ALL);
    assertThat(before).containsAllEntriesOf(answer(0, 2, 0));
    assertThat(records(before)).extracting(r -> r.get("code")).containsOnly("read-again");

    job(
        ID.replace(",\"key\":true", "") + "," + QTY.replace("INT", "VARCHAR(1)"),
        ALL_POLICIES + ",\"start\":{\"at\":\"offsets\",\"offsets\":{\"0\":1,\"1\":0}}");
    engine.start();
    engine.untilCaughtUp(1);
    Map<String, Object> after = replay(ALL);

    // The first is before the new start, so only the replay writes it, and no ledger counts it.
    assertThat(after).containsAllEntriesOf(answer(1, 1, 0));
    assertThat(records(after)).extracting(r -> r.get("offset")).containsExactly(1L);
    assertThat(rows()).containsExactly(List.of("1", "x"), List.of("2", "y"));
    assertThat(ledger(0).count(Count.WRITTEN)).isEqualTo(1);
    assertThat(ledger(0).count(Count.QUARANTINED)).isZero();
  }

  @Test
  void aQuarantineOfAnEarlierVersionGetsWhatItLacks() {
    engine.execute(
        "CREATE TABLE millrace_quarantine (job VARCHAR(191) NOT NULL,topic VARCHAR(249) NOT NULL,"
            + "`partition` INT NOT NULL,`offset` BIGINT NOT NULL,record_time DATETIME(3),`key`"
            + " LONGBLOB,value LONGBLOB NOT NULL,kind VARCHAR(16) NOT NULL,code VARCHAR(32) NOT"
            + " NULL,column_name VARCHAR(64),path TEXT,reason TEXT,quarantined_at DATETIME(3) NOT"
            + " NULL,PRIMARY KEY (job,topic,`partition`,`offset`)) CHARSET utf8mb4");
    engine.execute(
        "INSERT INTO millrace_quarantine VALUES ('"
            + engine.job()
            + "','other',0,5,NULL,NULL,'{\"id\":5}','dirty',"
            + "'not-a-number','qty','/qty','old',NOW())");
    engine.send(0, "{\"id\":1,\"qty\":\"x\"}");
    String header = ",{\"path\":\"$headers/h\",\"column\":\"h\",\"type\":\"VARCHAR(20)\"}";
    job(ID + "," + QTY + header, ALL_POLICIES);
    engine.start();
    engine.untilCaughtUp(1);
    alter("MODIFY qty VARCHAR(5)");

    Map<String, Object> answer = replay(ALL);

    assertThat(answer).containsAllEntriesOf(answer(1, 1, 0));
    assertThat(records(answer)).extracting(r -> r.get("code")).containsOnly("headers-not-kept");
    assertThat(listed()).extracting(r -> r.get("reason")).containsExactly("old");
  }

  @Test
  void aTableThatIsNotFitForItIsAFaultAndNothingMoves() {
    engine.send(0, "{\"id\":1,\"qty\":\"x\"}");
    job(ID + "," + QTY, ALL_POLICIES);
    assertThat(listed()).isEmpty();
    engine.start();
    engine.untilCaughtUp(1);
    engine.stop();
    alter("DROP qty");

    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    dev.millrace.error.InvalidDocument.class, () -> replay(ALL))
                .faults())
        .extracting(f -> f.pointer())
        .containsExactly("/mapping/1/column");
    assertThat(listed()).hasSize(1);
  }

  @Test
  void withoutTransactionsRowsAreWrittenFirstAndThenLeaveTheQuarantine() {
    engine.send(
        0, "{\"id\":1,\"qty\":\"x\"}", "{\"id\":2,\"qty\":\"too long\"}", "{\"id\":3,\"qty\":3}");
    engine.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, qty INT) CHARSET utf8mb4");
    String destination =
        ",\"destination\":"
            + engine.destination().put("dialect", "analyticdb").encode()
            + ",\"write\":{\"mode\":\"replace\"}";
    // As AnalyticDB would make it: MariaDB knows no VARCHAR without a length.
    engine.execute(
        "CREATE TABLE millrace_quarantine (job VARCHAR(191) NOT NULL,topic VARCHAR(249) NOT NULL,"
            + "`partition` INT NOT NULL,`offset` BIGINT NOT NULL,record_time DATETIME(3),`key`"
            + " LONGBLOB,value LONGBLOB NOT NULL,kind VARCHAR(16) NOT NULL,code VARCHAR(32) NOT"
            + " NULL,column_name VARCHAR(64),path TEXT,reason TEXT,quarantined_at DATETIME(3) NOT"
            + " NULL,headers LONGTEXT,counted TINYINT NOT NULL DEFAULT 1,PRIMARY KEY"
            + " (job,topic,`partition`,`offset`)) CHARSET utf8mb4");
    job(ID + "," + QTY, ALL_POLICIES + destination);
    engine.start();
    engine.untilCaughtUp(3);
    Eventually.until("both are in quarantine", SOON, () -> listed().size() == 2);
    alter("MODIFY qty VARCHAR(5)");

    Map<String, Object> answer = replay(ALL);

    assertThat(answer).containsAllEntriesOf(answer(1, 1, 0));
    assertThat(rows()).containsExactly(List.of("1", "x"), List.of("3", "3"));
    assertThat(listed()).extracting(r -> r.get("code")).containsExactly("too-long");
    assertThat(ledger(0).count(Count.QUARANTINED)).isEqualTo(2);
  }
}
