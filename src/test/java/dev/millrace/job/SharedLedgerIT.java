package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.model.Conflict;
import dev.millrace.model.FieldError;
import dev.millrace.model.InvalidDocument;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * People and several processes at one ledger: two engines with a catalog each run the same job, and
 * somebody resets it, deletes its rows, restores them, or gives it another table, topic or mapping.
 * Whatever they do, nothing is written twice unless somebody asked for just that.
 */
@ExtendWith(RealServers.class)
class SharedLedgerIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String ID = "{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}";
  private static final String NAME =
      "{\"path\":\"/name\",\"column\":\"name\",\"type\":\"VARCHAR(40)\"}";

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit a;
  private EngineKit b;

  @BeforeEach
  void start(EmbeddedKafka broker, EmbeddedMariaDb mariaDb) {
    kafka = broker;
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 2);
    a = new EngineKit(directory.resolve("a"));
    b = new EngineKit(directory.resolve("b"));
    for (EngineKit kit : List.of(a, b)) {
      kit.source("s", kafka.bootstrapServers(), topic.name());
    }
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    topic.close();
  }

  private void put(EngineKit kit, String table, String mapping, String more) {
    kit.job(
        "j",
        "s",
        database,
        schema,
        table,
        "{\"mapping\":[" + mapping + "],\"lanes\":1,\"batch\":{\"lingerMs\":20}" + more + "}");
  }

  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      topic.send(i % 2, "{\"id\":" + i + ",\"name\":\"n" + i + "\"}");
    }
  }

  private void untilRows(String table, long rows) {
    Eventually.get(
        rows + " rows", SOON, () -> rows(table), found -> found.equals(rows + " " + rows));
  }

  /** All rows and how many differ: one is above the other where a row was written twice. */
  private String rows(String table) {
    return database.value(
        "SELECT CAST(CONCAT(COUNT(*),' ',COUNT(DISTINCT id)) AS CHAR) FROM "
            + schema
            + "."
            + table);
  }

  private void ledger(String statement) {
    database.execute(statement.replace("LEDGER", schema + ".millrace_ledger"));
  }

  private void bothRun() {
    a.start("j");
    b.start("j");
    Eventually.until(
        "each holds a partition",
        SOON,
        () -> held(a).size() == 1 && held(b).size() == 1 && !held(a).equals(held(b)));
  }

  private static Set<Integer> held(EngineKit kit) {
    return kit.status("j").lanes().stream()
        .flatMap(lane -> lane.partitions().stream())
        .collect(java.util.stream.Collectors.toSet());
  }

  private JobStatus failed(EngineKit kit, String code) {
    JobStatus status = kit.until("j", JobState.FAILED, SOON);
    assertThat(status.error().code()).isEqualTo(code);
    return status;
  }

  private static List<FieldError> refused(Runnable order) {
    try {
      order.run();
    } catch (InvalidDocument refused) {
      return refused.faults();
    }
    throw new AssertionError("not refused");
  }

  @Test
  void aResetWhileAnotherProcessRunsTheJobIsRefusedAndNamesIt() {
    put(a, "t", ID, "");
    put(b, "t", ID, "");
    send(0, 20);
    bothRun();
    untilRows("t", 20);
    a.stop("j");

    assertThatThrownBy(() -> EngineKit.await(a.engine().reset("j")))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("millrace-j-0")
        .hasMessageContaining(topic.name());

    send(20, 30);
    untilRows("t", 30);
    assertThat(b.status("j").state()).isEqualTo(JobState.RUNNING);
    b.stop("j");
    EngineKit.await(a.engine().reset("j"));
    assertThat(a.start("j").partitions()).isEmpty();
    Eventually.get("all anew", SOON, () -> rows("t"), "60 30"::equals);
  }

  @Test
  void aResetIsRefusedWhileAToolReadsWithTheGroup() {
    put(a, "t", ID, "");
    send(0, 2);
    a.start("j");
    untilRows("t", 2);
    a.stop("j");
    try (KafkaConsumer<byte[], byte[]> tool =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "millrace-j",
                "client.id",
                "some-tool",
                "key.deserializer",
                "org.apache.kafka.common.serialization.ByteArrayDeserializer",
                "value.deserializer",
                "org.apache.kafka.common.serialization.ByteArrayDeserializer"))) {
      tool.subscribe(List.of(topic.name()));
      Eventually.until(
          "it is a member",
          SOON,
          () -> {
            tool.poll(Duration.ofMillis(100));
            return !tool.assignment().isEmpty();
          });

      assertThatThrownBy(() -> EngineKit.await(a.engine().reset("j")))
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("some-tool");
    }
    Eventually.until(
        "it has left",
        SOON,
        () -> {
          try {
            EngineKit.await(a.engine().reset("j"));
            return true;
          } catch (Conflict stillThere) {
            return false;
          }
        });
  }

  @Test
  void rowsOfTheLedgerThatVanishStopTheJobWhichBeginsAnewOnlyAfterAReset() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);

    // Also where no record comes that would show it.
    ledger("DELETE FROM LEDGER WHERE `partition`=1");

    JobStatus stopped = failed(a, "ledger-vanished");
    assertThat(stopped.error().topic()).isEqualTo(topic.name());
    assertThat(stopped.error().partition()).isEqualTo(1);
    send(10, 20);
    assertThat(refused(() -> a.start("j")))
        .singleElement()
        .satisfies(fieldError -> assertThat(fieldError.detail()).contains("[1]", "reset"));
    assertThat(EngineKit.await(a.engine().check("j")).faults()).hasSize(1);
    a.close();
    a = new EngineKit(directory.resolve("a"));
    failed(a, "ledger-vanished");
    assertThat(rows("t")).isEqualTo("10 10");
    EngineKit.await(a.engine().reset("j"));
    a.start("j");
    Eventually.get("all anew", SOON, () -> rows("t"), "30 20"::equals);
  }

  @Test
  void aLedgerThatCannotBeReadIsAFaultAndNotAnEmptyOne() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);
    a.stop("j");
    ledger("ALTER TABLE LEDGER CHANGE gaps no_gaps BIGINT NOT NULL");

    assertThat(EngineKit.await(a.engine().check("j")).faults())
        .extracting(FieldError::pointer)
        .containsExactly("/destination");
    assertThat(refused(() -> a.start("j"))).hasSize(1);

    ledger("ALTER TABLE LEDGER CHANGE no_gaps gaps BIGINT NOT NULL");
    a.start("j");
    send(10, 12);
    untilRows("t", 12);
  }

  @Test
  void aDroppedLedgerStopsEveryProcess() {
    put(a, "t", ID, "");
    put(b, "t", ID, "");
    send(0, 10);
    bothRun();
    untilRows("t", 10);

    ledger("DROP TABLE LEDGER");

    failed(a, "ledger-vanished");
    failed(b, "ledger-vanished");
    send(10, 12);
    assertThat(rows("t")).isEqualTo("10 10");
  }

  @Test
  void aRestoredOlderLedgerStopsTheJobWhichGoesOnFromItWhenItIsStarted() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);
    database.execute("CREATE TABLE " + schema + ".dump AS SELECT * FROM " + schema + ".t");
    ledger("CREATE TABLE LEDGER_dump AS SELECT * FROM LEDGER");
    send(10, 20);
    untilRows("t", 20);

    // As a dump comes in: table and ledger together.
    database.execute(
        ("BEGIN; DELETE FROM X.t; INSERT INTO X.t SELECT * FROM X.dump;"
                + "DELETE FROM X.millrace_ledger;"
                + "INSERT INTO X.millrace_ledger SELECT * FROM X.millrace_ledger_dump; COMMIT")
            .replace("X", schema));

    JobStatus stopped = failed(a, "ledger-moved-back");
    assertThat(stopped.error().message()).contains("restored", "goes on at offset 5");
    assertThat(rows("t")).isEqualTo("10 10");
    a.start("j");
    untilRows("t", 20);
  }

  @Test
  void aProcessThatSleptWhileTheJobWasResetElsewhereStops() {
    put(a, "t", ID, "");
    put(b, "t2", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);

    // It cannot be asked, so what it would find when it wakes is done by hand.
    ledger(
        "BEGIN; DELETE FROM LEDGER; INSERT INTO LEDGER (job,topic,`partition`,epoch,start_offset,"
            + "next_offset,written,nulled_fields,quarantined,tombstones,gaps,updated_at) VALUES"
            + " ('j','"
            + topic.name()
            + "',0,9,0,5,5,0,0,0,0,NOW()),('j','"
            + topic.name()
            + "',1,9,0,5,5,0,0,0,0,NOW()); COMMIT");

    failed(a, "ledger-moved-back");
  }

  @Test
  void aPartitionAddedUnderTheRunningJobIsStillReadFromItsBeginning() {
    put(a, "t", ID, ",\"start\":{\"at\":\"latest\"}");
    a.start("j");
    a.until("j", JobState.RUNNING, SOON);
    Eventually.until("both are held", SOON, () -> held(a).size() == 2);
    kafka.addPartitions(topic.name(), 3);
    Eventually.until(
        "it can be written to",
        SOON,
        () -> {
          topic.send(2, "{\"id\":1}");
          return true;
        });

    untilRows("t", 1);
  }

  @Test
  void anotherTableThanTheLedgersIsAFaultUntilTheJobIsReset() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);
    a.stop("j");
    EngineKit.await(a.engine().deleteJob("j"));

    put(a, "u", ID, "");

    List<FieldError> faults = EngineKit.await(a.engine().check("j")).faults();
    assertThat(faults)
        .singleElement()
        .satisfies(
            fieldError -> {
              assertThat(fieldError.pointer()).isEqualTo("/destination/table");
              assertThat(fieldError.detail())
                  .contains(schema + ".t", schema + ".u", "Reset", "name");
            });
    assertThat(refused(() -> a.start("j"))).isEqualTo(faults);
    EngineKit.await(a.engine().reset("j"));
    a.start("j");
    untilRows("u", 10);
    assertThat(database.value("SELECT DISTINCT target FROM " + schema + ".millrace_ledger"))
        .isEqualTo(schema + ".u");
  }

  @Test
  void aRenamedTableIsSaidToBeTheSameByTheStatementThatTheFaultNames() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);
    a.stop("j");
    database.execute("RENAME TABLE " + schema + ".t TO " + schema + ".`odd.na``me`");
    put(a, "odd.na`me", ID, "");
    String detail = refused(() -> a.start("j")).get(0).detail();

    database.execute("USE " + schema + ";" + detail.substring(detail.indexOf("UPDATE")));
    send(10, 20);
    a.start("j");

    untilRows("`odd.na``me`", 20);
  }

  @Test
  void aSecondProcessWithAnotherTableIsNotLetIn() {
    put(a, "t", ID, "");
    put(b, "u", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);

    assertThat(refused(() -> b.start("j")))
        .extracting(FieldError::pointer)
        .containsExactly("/destination/table");
    send(10, 20);
    untilRows("t", 20);
  }

  @Test
  void aLedgerThatMovedToADatabaseOfAnotherNameIsToldAndUsed() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);
    a.stop("j");
    String old = schema;
    schema = RealServers.freshDatabase();
    for (String table : List.of("t", "millrace_ledger")) {
      database.execute(
          "CREATE TABLE %s.%s LIKE %s.%s; INSERT INTO %s.%s SELECT * FROM %s.%s"
              .formatted(schema, table, old, table, schema, table, old, table));
    }
    put(a, "t", ID, "");
    send(10, 20);

    assertThat(EngineKit.await(a.engine().check("j")).warnings())
        .filteredOn(w -> w.code() == WarningCode.LEDGER_OTHER_TABLE)
        .singleElement()
        .satisfies(w -> assertThat(w.message()).contains(old + ".t", schema + ".t"));
    a.start("j");
    assertThat(codes(a)).contains(WarningCode.LEDGER_OTHER_TABLE);
    untilRows("t", 20);
    Eventually.get(
        "it names the new one",
        SOON,
        () -> database.value("SELECT MIN(target) FROM " + schema + ".millrace_ledger"),
        (schema + ".t")::equals);
  }

  @Test
  void quarantinedRecordsAreNotReplayedIntoAnotherTable() {
    put(a, "t", ID, ",\"dirtyData\":\"quarantine\"");
    topic.send(0, "{\"id\":1}", "{\"id\":\"2 \u00e4\"}");
    a.start("j");
    a.untilCaughtUp("j", 2, SOON);
    a.stop("j");
    database.execute("CREATE TABLE " + schema + ".u (id VARCHAR(9))");
    put(a, "u", "{\"path\":\"/id\",\"column\":\"id\"}", "");

    List<FieldError> faults =
        refused(
            () ->
                EngineKit.await(
                    a.engine()
                        .replay(
                            "j",
                            dev.millrace.document.QuarantineDocument.choice(Map.of("all", true)))));

    assertThat(faults.get(0).detail()).contains(schema + ".t", schema + ".u");
    assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".u")).isZero();
  }

  private static List<WarningCode> codes(EngineKit kit) {
    return kit.status("j").warnings().stream().map(Warning::code).toList();
  }

  @Test
  void theStatusIsOfTheTopicThatTheSourceHasNow() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);
    a.stop("j");
    assertThat(a.status("j").partitions()).hasSize(2);
    try (Topic other = new Topic(kafka, 1)) {
      a.source("s", kafka.bootstrapServers(), other.name());

      assertThat(a.status("j").partitions()).isEmpty();
      other.send(0, "{\"id\":100}");
      a.start("j");
      untilRows("t", 11);

      JobStatus status = a.untilCaughtUp("j", 1, SOON);
      assertThat(status.partitions())
          .singleElement()
          .satisfies(p -> assertThat(p.ledger().topic()).isEqualTo(other.name()));
      assertThat(
              database.number(
                  "SELECT COUNT(*) FROM " + schema + ".millrace_ledger WHERE next_offset=5"))
          .isEqualTo(2);
    }
  }

  @Test
  void aBoundedJobNeverEndsByTheOffsetsOfAnotherTopic() {
    put(a, "t", ID, ",\"stopAt\":{\"at\":\"latest\"}");
    send(0, 4);
    topic.send(0, "{\"id\":\"no number\"}");
    a.start("j");
    failed(a, "not-a-number");
    try (Topic other = new Topic(kafka, 1)) {
      for (int i = 100; i < 120; i++) {
        other.send(0, "{\"id\":" + i + "}");
      }
      a.source("other", kafka.bootstrapServers(), other.name());
      a.source("s", kafka.bootstrapServers(), other.name());

      a.start("j");

      a.until("j", JobState.FINISHED, SOON);
      // What the failed run wrote of its other partition is a matter of the moment.
      assertThat(database.number("SELECT COUNT(*) FROM " + schema + ".t WHERE id>=100"))
          .isEqualTo(20);
    }
  }

  @Test
  void twoDocumentsForOneJobAreToldByBoth() {
    put(a, "t", ID + "," + NAME, "");
    put(b, "t", ID, "");
    send(0, 10);
    bothRun();

    for (EngineKit kit : List.of(a, b)) {
      Warning warning =
          Eventually.get(
                  "it is told",
                  SOON,
                  () -> kit.status("j").warnings(),
                  all -> all.stream().anyMatch(w -> w.code() == WarningCode.DOCUMENTS_DIFFER))
              .stream()
              .filter(w -> w.code() == WarningCode.DOCUMENTS_DIFFER)
              .findFirst()
              .get();
      assertThat(warning.topic()).isEqualTo(topic.name());
      assertThat(warning.partitions()).containsExactlyElementsOf(kit == a ? held(b) : held(a));
    }
    b.stop("j");
    Eventually.until(
        "one document is left",
        SOON,
        () -> held(a).size() == 2 && !codes(a).contains(WarningCode.DOCUMENTS_DIFFER));
  }

  private static List<Warning> checked(EngineKit kit) {
    return EngineKit.await(kit.engine().check("j")).warnings().stream()
        .filter(w -> w.code() == WarningCode.DOCUMENTS_DIFFER)
        .toList();
  }

  @Test
  void aCheckTellsThatTheJobRunsByAnotherDocumentElsewhere() {
    put(a, "t", ID + "," + NAME, "");
    put(b, "t", ID, "");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);

    assertThat(checked(b))
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.topic()).isEqualTo(topic.name());
              assertThat(warning.partitions()).containsExactly(0, 1);
            });
    assertThat(checked(a)).as("all are written by this document").isEmpty();
    b.start("j");
    Eventually.until("each holds one", SOON, () -> held(a).size() == 1 && held(b).size() == 1);
    Eventually.get(
        "b told", SOON, () -> checked(b).get(0).partitions(), List.copyOf(held(a))::equals);
    Eventually.get(
        "a told", SOON, () -> checked(a).get(0).partitions(), List.copyOf(held(b))::equals);
    a.stop("j");
    b.stop("j");
    assertThat(checked(a)).as("nobody writes").isEmpty();
    assertThat(checked(b)).as("nobody writes").isEmpty();
  }

  @Test
  void howAProcessRunsTheJobIsNoOtherDocument() {
    put(a, "t", ID, "");
    put(b, "t", ID, ",\"maxInFlight\":1048576,\"write\":{\"method\":\"insert\"}");
    send(0, 10);
    bothRun();
    untilRows("t", 10);

    assertThat(
            database.query("SELECT DISTINCT document_digest FROM " + schema + ".millrace_ledger"))
        .hasSize(1);
    assertThat(checked(a)).isEmpty();
    assertThat(checked(b)).isEmpty();
  }

  @Test
  void anAtLeastOnceJobWhoseGroupWasDeletedDoesNotBeginAnewByItself() {
    put(
        a,
        "t",
        ID.replace("}", ",\"key\":true}"),
        ",\"write\":{\"mode\":\"upsert\",\"delivery\":\"at-least-once\"}");
    send(0, 10);
    a.start("j");
    untilRows("t", 10);
    TopicPartition first = new TopicPartition(topic.name(), 0);
    Eventually.get(
        "it is committed",
        SOON,
        () -> topic.commits("millrace-j").getOrDefault(first, new OffsetAndMetadata(0)).offset(),
        offset -> offset == 5);
    a.stop("j");
    EngineKit.await(
        io.vertx.core.Future.fromCompletionStage(
            kafka.admin().deleteConsumerGroups(List.of("millrace-j")).all().toCompletionStage()));
    database.execute("DELETE FROM " + schema + ".t");

    assertThat(refused(() -> a.start("j")))
        .singleElement()
        .satisfies(
            fieldError -> assertThat(fieldError.detail()).contains("group millrace-j", "reset"));
    assertThat(rows("t")).isEqualTo("0 0");
    EngineKit.await(a.engine().reset("j"));
    a.start("j");
    untilRows("t", 10);
  }
}
