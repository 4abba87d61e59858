package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of records that do not fit, by policy, in a real table. */
class RecordPoliciesIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\",\"key\":true},"
          + "{\"path\":\"/qty\",\"column\":\"qty\",\"type\":\"INT\"}]";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private void job(String more) {
    engine.put("{" + MAPPING + ",\"batch\":{\"lingerMs\":20}" + more + "}");
    engine.start();
  }

  private List<List<String>> rows() {
    return engine.query("SELECT id, qty FROM t ORDER BY id");
  }

  @Test
  void aDirtyValueStopsTheJobBeforeItsRecordAndStartGoesOnWithIt() {
    engine.send(
        0,
        "{\"id\":1,\"qty\":1}",
        "{\"id\":2,\"qty\":2}",
        "{\"id\":3,\"qty\":\"abc\"}",
        "{\"id\":4,\"qty\":4}");

    job("");
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(rows()).containsExactly(List.of("1", "1"), List.of("2", "2"));
    assertThat(failed.error().kind()).isEqualTo("dirty");
    assertThat(failed.error().code()).isEqualTo("not-a-number");
    assertThat(failed.error().topic()).isEqualTo(engine.topic().name());
    assertThat(failed.error().partition()).isZero();
    assertThat(failed.error().offset()).isEqualTo(2);
    assertThat(failed.error().column()).isEqualTo("qty");
    assertThat(failed.error().path()).isEqualTo("/qty");
    assertThat(failed.error().value()).isEqualTo("abc");
    assertThat(failed.error().message())
        .doesNotContain("abc")
        .contains("an integer from")
        .contains("dirtyData");
    assertThat(failed.partitions().get(0).ledger().nextOffset()).isEqualTo(2);
    assertThat(failed.balanced()).isTrue();

    engine.execute("ALTER TABLE t MODIFY qty VARCHAR(10)");
    engine.put("{" + MAPPING.replace("INT\"}]", "VARCHAR(10)\"}]") + "}");
    engine.start();
    engine.untilCaughtUp(4);
    assertThat(rows()).extracting(row -> row.get(1)).containsExactly("1", "2", "abc", "4");
  }

  @Test
  void aDirtyFieldBecomesNullWhereTheJobSaysSo() {
    engine.send(
        0, "{\"id\":1,\"qty\":\"abc\"}", "{\"id\":2,\"qty\":99999999999}", "{\"id\":3,\"qty\":7}");

    job(",\"dirtyData\":\"null\"");
    engine.untilCaughtUp(3);
    // The samples come from the lane, behind the ledger that it moved.
    JobStatus status =
        engine.untilStatus("both samples are there", s -> s.nulledSamples().size() == 2);

    assertThat(engine.query("SELECT id, COALESCE(qty,'~') FROM t ORDER BY id"))
        .containsExactly(List.of("1", "~"), List.of("2", "~"), List.of("3", "7"));
    assertThat(status.partitions().get(0).ledger().count(Count.NULLED_FIELDS)).isEqualTo(2);
    assertThat(status.nulledSamples())
        .extracting(s -> s.code() + " " + s.value())
        .containsExactly("not-a-number abc", "out-of-range 99999999999");
  }

  @Test
  void aKeyThatCannotBeNullFallsToTheMalformedPolicy() {
    engine.send(0, "{\"id\":\"x\",\"qty\":1}", "{\"id\":2,\"qty\":2}", "{\"qty\":3}");

    job(",\"dirtyData\":\"null\",\"malformed\":\"quarantine\"");
    JobStatus status = engine.untilCaughtUp(3);

    assertThat(rows()).containsExactly(List.of("2", "2"));
    assertThat(status.partitions().get(0).ledger().count(Count.QUARANTINED)).isEqualTo(2);
    assertThat(
            engine.query(
                "SELECT `offset`, kind, code, column_name, CONVERT(value USING utf8mb4) FROM"
                    + " millrace_quarantine ORDER BY `offset`"))
        .containsExactly(
            List.of("0", "dirty", "not-a-number", "id", "{\"id\":\"x\",\"qty\":1}"),
            List.of("2", "dirty", "null-not-allowed", "id", "{\"qty\":3}"));
  }

  @Test
  void aMalformedRecordStopsTheJobExactly() {
    engine.send(0, "{\"id\":1}", "{\"id\":2", "{\"id\":3}");

    job("");
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(failed.error().kind() + " " + failed.error().code()).isEqualTo("malformed not-json");
    assertThat(failed.error().offset()).isEqualTo(1);
    assertThat(engine.rows()).isEqualTo(1);
  }

  @Test
  void aRowTheDatabaseRefusesStopsTheJobExactly() {
    engine.send(
        0,
        "{\"id\":1,\"qty\":1}",
        "{\"id\":2,\"qty\":2}",
        "{\"id\":1,\"qty\":3}",
        "{\"id\":4,\"qty\":4}");

    job("");
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(failed.error().kind() + " " + failed.error().code())
        .isEqualTo("refused duplicate-key");
    assertThat(failed.error().offset()).isEqualTo(2);
    assertThat(rows()).containsExactly(List.of("1", "1"), List.of("2", "2"));
    assertThat(failed.balanced()).isTrue();
  }

  @Test
  void rowsTheDatabaseRefusesGoToQuarantineAloneAndTheOthersAreWritten() {
    engine.send(
        0,
        "{\"id\":1,\"qty\":1}",
        "{\"id\":1,\"qty\":2}",
        "{\"id\":2,\"qty\":2}",
        "{\"id\":2,\"qty\":9}",
        "{\"id\":3,\"qty\":3}");

    job(",\"refused\":\"quarantine\"");
    JobStatus status = engine.untilCaughtUp(5);

    assertThat(rows()).containsExactly(List.of("1", "1"), List.of("2", "2"), List.of("3", "3"));
    assertThat(status.partitions().get(0).ledger().count(Count.QUARANTINED)).isEqualTo(2);
    assertThat(status.balanced()).isTrue();
  }

  /** Which key it is that a row collides in makes no difference: nothing is overwritten. */
  @Test
  void aRowThatCollidesInASecondUniqueKeyIsReportedWithItsOwnPlace() {
    engine.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, qty INT, UNIQUE KEY second (qty))");
    engine.send(0, "{\"id\":1,\"qty\":7}", "{\"id\":2,\"qty\":7}", "{\"id\":3,\"qty\":8}");

    job(",\"refused\":\"quarantine\"");
    engine.untilCaughtUp(3);

    assertThat(rows()).containsExactly(List.of("1", "7"), List.of("3", "8"));
    assertThat(engine.query("SELECT `offset`, kind, code FROM millrace_quarantine"))
        .containsExactly(List.of("1", "refused", "duplicate-key"));
  }

  /** All are there before the job starts: how often it flushes depends on the job alone. */
  @Test
  void recordsAndTombstonesOfTheSameKeysInTurnDoNotCutTheBatch() {
    try (KafkaProducer<byte[], byte[]> producer = engine.topic().kafka().producer()) {
      for (int i = 0; i < 500; i++) {
        byte[] key = {(byte) (i / 2 % 5)};
        String value = "{\"id\":" + i / 2 % 5 + ",\"qty\":" + i + "}";
        producer.send(
            new ProducerRecord<>(
                engine.topic().name(),
                0,
                key,
                i % 2 == 1 ? null : value.getBytes(StandardCharsets.UTF_8)));
      }
      producer.flush();
    }

    job(",\"write\":{\"mode\":\"upsert\"}");
    JobStatus status = engine.untilCaughtUp(500);

    // Five keys, 250 records: the last of each.
    assertThat(rows())
        .containsExactly(
            List.of("0", "490"),
            List.of("1", "492"),
            List.of("2", "494"),
            List.of("3", "496"),
            List.of("4", "498"));
    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(250);
    assertThat(status.partitions().get(0).ledger().count(Count.TOMBSTONES)).isEqualTo(250);
    assertThat(status.balanced()).isTrue();
    assertThat(
            engine
                .metrics()
                .scrape()
                .lines()
                .filter(line -> line.startsWith("millrace_batches_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum())
        .isBetween(1.0, 20.0);
  }

  @Test
  void tombstonesAndTransactionMarkersAreAccountedFor() {
    engine.send(0, "{\"id\":1}", null, "{\"id\":2}");
    engine.topic().sendInTransaction(0, false, "{\"id\":3}", "{\"id\":4}");
    engine.topic().sendInTransaction(0, true, "{\"id\":5}");

    job("");
    JobStatus status = engine.untilCaughtUp(4);
    // The marker behind the last record is an offset too: the lag must come to nothing.
    dev.millrace.testkit.Eventually.until(
        "no lag is left",
        SOON,
        () -> engine.status().partitions().stream().allMatch(p -> p.lagRecords() == 0));
    status = engine.status();

    assertThat(engine.query("SELECT id FROM t ORDER BY id"))
        .containsExactly(List.of("1"), List.of("2"), List.of("5"));
    assertThat(status.partitions().get(0).ledger().count(Count.TOMBSTONES)).isEqualTo(1);
    assertThat(status.partitions().get(0).ledger().count(Count.GAPS)).isEqualTo(4);
    assertThat(status.balanced()).isTrue();
  }

  @Test
  void aPoisonedTopicDoesNotEmptyItselfIntoQuarantine() {
    for (int i = 0; i < 300; i++) {
      engine.send(0, "{\"id\":" + i + ",\"qty\":\"bad\"}");
    }

    job(",\"dirtyData\":\"quarantine\",\"maxQuarantinedRatio\":0.5");
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(failed.error().code()).isEqualTo("too-many-quarantined");
    assertThat(failed.partitions().get(0).ledger().count(Count.QUARANTINED)).isLessThan(300);
    assertThat(failed.balanced()).isTrue();
  }

  @Test
  void theRecordThatWouldBeOneTooManyInQuarantineStopsTheJobAndARaisedLimitGoesOnWithIt() {
    for (int i = 1; i <= 7; i++) {
      engine.send(0, "{\"id\":" + i + ",\"qty\":" + (i % 2 == 0 ? "\"bad\"" : i) + "}");
    }

    job(",\"dirtyData\":\"quarantine\",\"maxQuarantined\":2");
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(failed.error().kind() + " " + failed.error().code())
        .isEqualTo("dirty too-many-quarantined");
    assertThat(failed.error().partition()).isZero();
    assertThat(failed.error().offset()).isEqualTo(5);
    assertThat(failed.error().column()).isEqualTo("qty");
    assertThat(failed.error().message()).contains("2 records").contains("maxQuarantined");
    assertThat(failed.partitions().get(0).ledger().nextOffset()).isEqualTo(5);
    assertThat(failed.partitions().get(0).ledger().count(Count.QUARANTINED)).isEqualTo(2);
    assertThat(rows()).extracting(row -> row.get(0)).containsExactly("1", "3", "5");

    job(",\"dirtyData\":\"quarantine\",\"maxQuarantined\":3");
    JobStatus status = engine.untilCaughtUp(7);
    assertThat(status.partitions().get(0).ledger().count(Count.QUARANTINED)).isEqualTo(3);
    assertThat(rows()).extracting(row -> row.get(0)).containsExactly("1", "3", "5", "7");
  }

  @Test
  void aReplayMakesRoomForAsManyInQuarantine() {
    engine.send(0, "{\"id\":1,\"qty\":\"bad\"}");
    job(",\"dirtyData\":\"quarantine\",\"maxQuarantined\":1");
    engine.untilCaughtUp(1);
    engine.execute("ALTER TABLE t MODIFY qty VARCHAR(3)");

    EngineKit.await(
        engine.api().replay(engine.job(), new dev.millrace.answer.QuarantineChoice(null, null)));
    // These fit neither the table as it was nor as it is; which of them a lane knows is not said.
    engine.send(0, "{\"id\":2,\"qty\":\"long\"}", "{\"id\":3,\"qty\":\"long\"}");

    assertThat(engine.until(JobState.FAILED).error().offset()).isEqualTo(2);
    assertThat(rows()).containsExactly(List.of("1", "bad"));
  }

  @Test
  void theRecordThatTipsTheShareStopsTheJobAndARaisedShareGoesOnWithIt() {
    for (int i = 0; i < 300; i++) {
      engine.send(0, "{\"id\":" + (i < 120 ? i : 0) + ",\"qty\":1}");
    }

    job(",\"refused\":\"quarantine\"");
    JobStatus failed = engine.until(JobState.FAILED);

    // 120 of 240 is half; that they were all encoded once before the database refused does not
    // count.
    assertThat(failed.error().code()).isEqualTo("too-many-quarantined");
    assertThat(failed.error().offset()).isEqualTo(240);
    assertThat(failed.partitions().get(0).ledger().nextOffset()).isEqualTo(240);
    assertThat(failed.partitions().get(0).ledger().count(Count.QUARANTINED)).isEqualTo(120);
    assertThat(failed.balanced()).isTrue();

    job(",\"refused\":\"quarantine\",\"maxQuarantinedRatio\":1");
    JobStatus status = engine.untilCaughtUp(300);
    assertThat(status.partitions().get(0).ledger().count(Count.QUARANTINED)).isEqualTo(180);
    assertThat(rows()).hasSize(120);
  }
}
