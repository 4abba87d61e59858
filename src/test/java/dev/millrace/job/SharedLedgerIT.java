package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.answer.Conflict;
import dev.millrace.answer.JobStatus;
import dev.millrace.answer.Precondition;
import dev.millrace.error.FieldError;
import dev.millrace.error.InvalidDocument;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * People and several processes at one ledger: two engines with a catalog each run the same job, and
 * somebody resets it, deletes its rows, restores them, or gives it another table, topic or mapping.
 * Whatever they do, nothing is written twice unless somebody asked for just that.
 */
class SharedLedgerIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String ID = "{\"path\":\"/id\",\"column\":\"id\",\"type\":\"BIGINT\"}";
  private static final String NAME =
      "{\"path\":\"/name\",\"column\":\"name\",\"type\":\"VARCHAR(40)\"}";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  private EngineKit a;
  private EngineKit b;

  @BeforeEach
  void start() {
    a = engine.kit();
    b = engine.another();
  }

  private void put(EngineKit kit, String table, String mapping, String more) {
    engine.put(
        kit,
        table,
        "{\"mapping\":[" + mapping + "],\"lanes\":1,\"batch\":{\"lingerMs\":20}" + more + "}");
  }

  private void send(int from, int to) {
    for (int i = from; i < to; i++) {
      engine.send(i % 2, "{\"id\":" + i + ",\"name\":\"n" + i + "\"}");
    }
  }

  private void untilRows(String table, long rows) {
    Eventually.get(
        rows + " rows", SOON, () -> rows(table), found -> found.equals(rows + " " + rows));
  }

  /** All rows and how many differ: one is above the other where a row was written twice. */
  private String rows(String table) {
    return engine.value(
        "SELECT CAST(CONCAT(COUNT(*),' ',COUNT(DISTINCT id)) AS CHAR) FROM " + table);
  }

  private void bothRun() {
    a.start(engine.job());
    b.start(engine.job());
    Eventually.until(
        "each holds a partition",
        SOON,
        () -> held(a).size() == 1 && held(b).size() == 1 && !held(a).equals(held(b)));
  }

  private Set<PartitionId> held(EngineKit kit) {
    return kit.status(engine.job()).lanes().stream()
        .flatMap(lane -> lane.partitions().stream())
        .collect(java.util.stream.Collectors.toSet());
  }

  private JobStatus failed(EngineKit kit, String code) {
    JobStatus status = kit.until(engine.job(), JobState.FAILED, SOON);
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
    a.stop(engine.job());

    assertThatThrownBy(() -> engine.reset())
        .isInstanceOf(Conflict.class)
        .hasMessageContaining(engine.group() + "-0")
        .hasMessageContaining(engine.topic().name());

    send(20, 30);
    untilRows("t", 30);
    assertThat(b.status(engine.job()).state()).isEqualTo(JobState.RUNNING);
    b.stop(engine.job());
    engine.reset();
    assertThat(a.start(engine.job()).partitions()).isEmpty();
    Eventually.get("all anew", SOON, () -> rows("t"), "60 30"::equals);
  }

  /** A process with an earlier document of the source: its rows would be deleted under it. */
  @Test
  void aResetIsRefusedWhileAnotherProcessWritesForTheJobFromAnotherTopic() {
    put(a, "t", ID, "");
    send(0, 2);
    a.start(engine.job());
    untilRows("t", 2);
    a.stop(engine.job());
    engine.execute("CREATE TABLE other_topic AS SELECT * FROM millrace_ledger LIMIT 1");
    engine.execute("UPDATE other_topic SET topic='earlier', epoch=7");
    engine.execute("INSERT INTO millrace_ledger SELECT * FROM other_topic");
    long timer =
        engine
            .vertx()
            .setPeriodic(
                200,
                t ->
                    engine
                        .vertx()
                        .executeBlocking(
                            () -> {
                              engine.execute(
                                  "UPDATE millrace_ledger SET next_offset=next_offset+1,"
                                      + " updated_at=UTC_TIMESTAMP(3) WHERE topic='earlier'");
                              return null;
                            }));
    try {
      assertThatThrownBy(() -> engine.reset())
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("earlier[0]");
    } finally {
      engine.vertx().cancelTimer(timer);
    }
    assertThat(engine.number("SELECT COUNT(*) FROM millrace_ledger")).isEqualTo(3);
  }

  @OneServer("the broker matters here")
  @Test
  void aResetIsRefusedWhileAToolReadsWithTheGroup() {
    put(a, "t", ID, "");
    send(0, 2);
    a.start(engine.job());
    untilRows("t", 2);
    a.stop(engine.job());
    try (KafkaConsumer<byte[], byte[]> tool =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                engine.kafka().bootstrapServers(),
                "group.id",
                engine.group(),
                "client.id",
                "some-tool",
                "key.deserializer",
                "org.apache.kafka.common.serialization.ByteArrayDeserializer",
                "value.deserializer",
                "org.apache.kafka.common.serialization.ByteArrayDeserializer"))) {
      tool.subscribe(List.of(engine.topic().name()));
      Eventually.until(
          "it is a member",
          SOON,
          () -> {
            tool.poll(Duration.ofMillis(100));
            return !tool.assignment().isEmpty();
          });

      assertThatThrownBy(() -> engine.reset())
          .isInstanceOf(Conflict.class)
          .hasMessageContaining("some-tool");
    }
    Eventually.until(
        "it has left",
        SOON,
        () -> {
          try {
            engine.reset();
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
    a.start(engine.job());
    untilRows("t", 10);

    // Also where no record comes that would show it.
    engine.execute("DELETE FROM millrace_ledger WHERE `partition`=1");

    JobStatus stopped = failed(a, "ledger-vanished");
    assertThat(stopped.error().topic()).isEqualTo(engine.topic().name());
    assertThat(stopped.error().partition()).isEqualTo(1);
    send(10, 20);
    assertThat(refused(() -> a.start(engine.job())))
        .singleElement()
        .satisfies(fieldError -> assertThat(fieldError.detail()).contains("[1]", "reset"));
    assertThat(engine.check().faults()).hasSize(1);
    engine.restartProcess();
    a = engine.kit();
    failed(a, "ledger-vanished");
    assertThat(rows("t")).isEqualTo("10 10");
    engine.reset();
    a.start(engine.job());
    Eventually.get("all anew", SOON, () -> rows("t"), "30 20"::equals);
  }

  @Test
  void aLedgerThatCannotBeReadIsAFaultAndNotAnEmptyOne() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);
    a.stop(engine.job());
    engine.execute("ALTER TABLE millrace_ledger CHANGE gaps no_gaps BIGINT NOT NULL");

    assertThat(engine.check().faults())
        .extracting(FieldError::pointer)
        .containsExactly("/destination");
    assertThat(refused(() -> a.start(engine.job()))).hasSize(1);

    engine.execute("ALTER TABLE millrace_ledger CHANGE no_gaps gaps BIGINT NOT NULL");
    a.start(engine.job());
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

    engine.execute("DROP TABLE millrace_ledger");

    failed(a, "ledger-vanished");
    failed(b, "ledger-vanished");
    send(10, 12);
    assertThat(rows("t")).isEqualTo("10 10");
  }

  @Test
  void aRestoredOlderLedgerStopsTheJobWhichGoesOnFromItWhenItIsStarted() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);
    engine.execute("CREATE TABLE dump AS SELECT * FROM t");
    engine.execute("CREATE TABLE millrace_ledger_dump AS SELECT * FROM millrace_ledger");
    send(10, 20);
    untilRows("t", 20);

    // As a dump comes in: table and ledger together.
    engine.execute(
        "BEGIN; DELETE FROM t; INSERT INTO t SELECT * FROM dump;"
            + "DELETE FROM millrace_ledger;"
            + "INSERT INTO millrace_ledger SELECT * FROM millrace_ledger_dump; COMMIT");

    JobStatus stopped = failed(a, "ledger-moved-back");
    assertThat(stopped.error().message()).contains("restored", "goes on at offset 5");
    assertThat(rows("t")).isEqualTo("10 10");
    a.start(engine.job());
    untilRows("t", 20);
  }

  @Test
  void aProcessThatSleptWhileTheJobWasResetElsewhereStops() {
    put(a, "t", ID, "");
    put(b, "t2", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);

    // It cannot be asked, so what it would find when it wakes is done by hand.
    engine.execute(
        "BEGIN; DELETE FROM millrace_ledger; INSERT INTO millrace_ledger"
            + " (job,topic,`partition`,epoch,start_offset,next_offset,written,nulled_fields,quarantined,tombstones,gaps,updated_at)"
            + " VALUES ('"
            + engine.job()
            + "','"
            + engine.topic().name()
            + "',0,9,0,5,5,0,0,0,0,NOW()),('"
            + engine.job()
            + "','"
            + engine.topic().name()
            + "',1,9,0,5,5,0,0,0,0,NOW()); COMMIT");

    failed(a, "ledger-moved-back");
  }

  @Test
  void aPartitionAddedUnderTheRunningJobIsStillReadFromItsBeginning() {
    put(a, "t", ID, ",\"start\":{\"at\":\"latest\"}");
    a.start(engine.job());
    a.until(engine.job(), JobState.RUNNING, SOON);
    Eventually.until("both are held", SOON, () -> held(a).size() == 2);
    engine.kafka().addPartitions(engine.topic().name(), 3);
    Eventually.until(
        "it can be written to",
        SOON,
        () -> {
          engine.send(2, "{\"id\":1}");
          return true;
        });

    untilRows("t", 1);
  }

  @Test
  void anotherTableThanTheLedgersIsAFaultUntilTheJobIsReset() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);
    a.stop(engine.job());
    EngineKit.await(a.engine().deleteJob(engine.job(), Precondition.NONE));

    put(a, "u", ID, "");

    List<FieldError> faults = engine.check().faults();
    assertThat(faults)
        .singleElement()
        .satisfies(
            fieldError -> {
              assertThat(fieldError.pointer()).isEqualTo("/destination/table");
              assertThat(fieldError.detail())
                  .contains(engine.schema() + ".t", engine.schema() + ".u", "Reset", "name");
            });
    assertThat(refused(() -> a.start(engine.job()))).isEqualTo(faults);
    engine.reset();
    a.start(engine.job());
    untilRows("u", 10);
    assertThat(engine.value("SELECT DISTINCT target FROM millrace_ledger"))
        .isEqualTo(engine.schema() + ".u");
  }

  @Test
  void aRenamedTableIsSaidToBeTheSameByTheStatementThatTheFaultNames() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);
    a.stop(engine.job());
    engine.execute("RENAME TABLE t TO `odd.na``me`");
    put(a, "odd.na`me", ID, "");
    String detail = refused(() -> a.start(engine.job())).get(0).detail();

    engine.execute(detail.substring(detail.indexOf("UPDATE")));
    send(10, 20);
    a.start(engine.job());

    untilRows("`odd.na``me`", 20);
  }

  @Test
  void aSecondProcessWithAnotherTableIsNotLetIn() {
    put(a, "t", ID, "");
    put(b, "u", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);

    assertThat(refused(() -> b.start(engine.job())))
        .extracting(FieldError::pointer)
        .containsExactly("/destination/table");
    send(10, 20);
    untilRows("t", 20);
  }

  @Test
  void aLedgerThatMovedToADatabaseOfAnotherNameIsToldAndUsed() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);
    a.stop(engine.job());
    String old = engine.schema();
    engine.moveToFreshDatabase();
    for (String table : List.of("t", "millrace_ledger")) {
      engine.execute(
          "CREATE TABLE %1$s LIKE %2$s.%1$s; INSERT INTO %1$s SELECT * FROM %2$s.%1$s"
              .formatted(table, old));
    }
    put(a, "t", ID, "");
    send(10, 20);

    assertThat(engine.check().warnings())
        .filteredOn(w -> w.code() == WarningCode.LEDGER_OTHER_TABLE)
        .singleElement()
        .satisfies(w -> assertThat(w.message()).contains(old + ".t", engine.schema() + ".t"));
    a.start(engine.job());
    assertThat(codes(a)).contains(WarningCode.LEDGER_OTHER_TABLE);
    untilRows("t", 20);
    Eventually.get(
        "it names the new one",
        SOON,
        () -> engine.value("SELECT MIN(target) FROM millrace_ledger"),
        (engine.schema() + ".t")::equals);
  }

  @Test
  void quarantinedRecordsAreNotReplayedIntoAnotherTable() {
    put(a, "t", ID, ",\"dirtyData\":\"quarantine\"");
    engine.send(0, "{\"id\":1}", "{\"id\":\"2 \u00e4\"}");
    a.start(engine.job());
    a.untilCaughtUp(engine.job(), 2, SOON);
    a.stop(engine.job());
    engine.execute("CREATE TABLE u (id VARCHAR(9))");
    put(a, "u", "{\"path\":\"/id\",\"column\":\"id\"}", "");

    List<FieldError> faults =
        refused(
            () ->
                EngineKit.await(
                    a.engine()
                        .replay(
                            engine.job(), new dev.millrace.answer.QuarantineChoice(null, null))));

    assertThat(faults.get(0).detail()).contains(engine.schema() + ".t", engine.schema() + ".u");
    assertThat(engine.number("SELECT COUNT(*) FROM u")).isZero();
  }

  private List<WarningCode> codes(EngineKit kit) {
    return kit.status(engine.job()).warnings().stream().map(Warning::code).toList();
  }

  @OneServer("the broker matters here")
  @Test
  void theStatusIsOfTheTopicThatTheSourceHasNow() {
    put(a, "t", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);
    a.stop(engine.job());
    assertThat(a.status(engine.job()).partitions()).hasSize(2);
    try (Topic other = new Topic(engine.kafka(), 1)) {
      a.source("s", engine.kafka().bootstrapServers(), other.name());

      assertThat(a.status(engine.job()).partitions()).isEmpty();
      other.send(0, "{\"id\":100}");
      a.start(engine.job());
      untilRows("t", 11);

      JobStatus status = a.untilCaughtUp(engine.job(), 1, SOON);
      assertThat(status.partitions())
          .singleElement()
          .satisfies(p -> assertThat(p.ledger().topic()).isEqualTo(other.name()));
      assertThat(engine.number("SELECT COUNT(*) FROM millrace_ledger WHERE next_offset=5"))
          .isEqualTo(2);
    }
  }

  @OneServer("the broker matters here")
  @Test
  void aBoundedJobNeverEndsByTheOffsetsOfAnotherTopic() {
    put(a, "t", ID, ",\"stopAt\":{\"at\":\"latest\"}");
    send(0, 4);
    engine.send(0, "{\"id\":\"no number\"}");
    a.start(engine.job());
    failed(a, "not-a-number");
    try (Topic other = new Topic(engine.kafka(), 1)) {
      for (int i = 100; i < 120; i++) {
        other.send(0, "{\"id\":" + i + "}");
      }
      a.source("other", engine.kafka().bootstrapServers(), other.name());
      a.source("s", engine.kafka().bootstrapServers(), other.name());

      a.start(engine.job());

      a.until(engine.job(), JobState.FINISHED, SOON);
      // What the failed run wrote of its other partition is a matter of the moment.
      assertThat(engine.number("SELECT COUNT(*) FROM t WHERE id>=100")).isEqualTo(20);
    }
  }

  @OneServer("documents are compared by the engine")
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
                  () -> kit.status(engine.job()).warnings(),
                  all -> all.stream().anyMatch(w -> w.code() == WarningCode.DOCUMENTS_DIFFER))
              .stream()
              .filter(w -> w.code() == WarningCode.DOCUMENTS_DIFFER)
              .findFirst()
              .get();
      assertThat(warning.topic()).isEqualTo(engine.topic().name());
      assertThat(warning.partitions())
          .containsExactlyElementsOf(PartitionId.numbers(kit == a ? held(b) : held(a)));
    }
    b.stop(engine.job());
    Eventually.until(
        "one document is left",
        SOON,
        () -> held(a).size() == 2 && !codes(a).contains(WarningCode.DOCUMENTS_DIFFER));
  }

  private List<Warning> checked(EngineKit kit) {
    return EngineKit.await(kit.engine().check(engine.job())).warnings().stream()
        .filter(w -> w.code() == WarningCode.DOCUMENTS_DIFFER)
        .toList();
  }

  @OneServer("documents are compared by the engine")
  @Test
  void aCheckTellsThatTheJobRunsByAnotherDocumentElsewhere() {
    put(a, "t", ID + "," + NAME, "");
    put(b, "t", ID, "");
    send(0, 10);
    a.start(engine.job());
    untilRows("t", 10);

    assertThat(checked(b))
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.topic()).isEqualTo(engine.topic().name());
              assertThat(warning.partitions()).containsExactly(0, 1);
            });
    assertThat(checked(a)).as("all are written by this document").isEmpty();
    b.start(engine.job());
    Eventually.until("each holds one", SOON, () -> held(a).size() == 1 && held(b).size() == 1);
    Eventually.get(
        "b told", SOON, () -> checked(b).get(0).partitions(), PartitionId.numbers(held(a))::equals);
    Eventually.get(
        "a told", SOON, () -> checked(a).get(0).partitions(), PartitionId.numbers(held(b))::equals);
    a.stop(engine.job());
    b.stop(engine.job());
    assertThat(checked(a)).as("nobody writes").isEmpty();
    assertThat(checked(b)).as("nobody writes").isEmpty();
  }

  @OneServer("documents are compared by the engine")
  @Test
  void howAProcessRunsTheJobIsNoOtherDocument() {
    put(a, "t", ID, "");
    put(b, "t", ID, ",\"maxInFlight\":1048576,\"write\":{\"method\":\"insert\"}");
    send(0, 10);
    bothRun();
    untilRows("t", 10);

    assertThat(engine.query("SELECT DISTINCT document_digest FROM millrace_ledger")).hasSize(1);
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
    a.start(engine.job());
    untilRows("t", 10);
    TopicPartition first = new TopicPartition(engine.topic().name(), 0);
    Eventually.get(
        "it is committed",
        SOON,
        () ->
            engine
                .topic()
                .commits(engine.group())
                .getOrDefault(first, new OffsetAndMetadata(0))
                .offset(),
        offset -> offset == 5);
    a.stop(engine.job());
    EngineKit.await(
        io.vertx.core.Future.fromCompletionStage(
            engine
                .kafka()
                .admin()
                .deleteConsumerGroups(List.of(engine.group()))
                .all()
                .toCompletionStage()));
    engine.execute("DELETE FROM t");

    assertThat(refused(() -> a.start(engine.job())))
        .singleElement()
        .satisfies(
            fieldError ->
                assertThat(fieldError.detail()).contains("group " + engine.group(), "reset"));
    assertThat(rows("t")).isEqualTo("0 0");
    engine.reset();
    a.start(engine.job());
    untilRows("t", 10);
  }
}
