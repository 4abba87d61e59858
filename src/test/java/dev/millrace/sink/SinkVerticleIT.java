package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.Addresses;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.Release;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.flow.WriteOutcome.Fenced;
import dev.millrace.flow.WriteOutcome.Hopeless;
import dev.millrace.flow.WriteOutcome.Refused;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.mysql.Sql;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkVerticleIT extends DatabaseIT {
  @BeforeEach
  void table() {
    sql("CREATE TABLE r (id INT PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB");
  }

  @Test
  void rowsAndLedgerMoveTogether() {
    Lane lane = lane(place("r"), "id", "v");
    assertThat(lane.claimed(0, 100)).isEqualTo(100);

    WriteOutcome outcome = lane.write(batch(100, 102, "(1,'ä漢😀')", "(2,NULL)"));

    LedgerRow row = ((Committed) outcome).rows().get(0);
    assertThat(row).isEqualTo(new LedgerRow("t", 0, 1, 100, 102, Counts.of(Count.WRITTEN, 2)));
    assertThat(sql("SELECT * FROM r ORDER BY id"))
        .containsExactly(List.of("1", "ä漢😀"), java.util.Arrays.asList("2", null));
    assertThat(ledger()).isEqualTo("1 100 102 2");
  }

  @Test
  void severalPartitionsMoveInOneBatchAndEveryCountIsAdded() {
    Lane lane = lane(place("r"), "id", "v");
    lane.claim(
        LedgerRow.startingAt(new PartitionId("t", 0), 0),
        LedgerRow.startingAt(new PartitionId("t", 5), 10));
    List<LedgerMove> moves =
        List.of(
            new LedgerMove(
                "t",
                5,
                10,
                15,
                Counts.of(Count.WRITTEN, 1)
                    .with(Count.NULLED_FIELDS, 7)
                    .with(Count.TOMBSTONES, 3)
                    .with(Count.GAPS, 1),
                99),
            new LedgerMove("t", 0, 0, 1, Counts.of(Count.WRITTEN, 1), 99));

    Committed done = (Committed) lane.write(batch(moves, List.of(), "(1,'a')", "(2,'b')"));

    assertThat(done.rows().get(0))
        .isEqualTo(
            new LedgerRow(
                "t",
                5,
                1,
                10,
                15,
                Counts.of(Count.WRITTEN, 1)
                    .with(Count.NULLED_FIELDS, 7)
                    .with(Count.TOMBSTONES, 3)
                    .with(Count.GAPS, 1)));
    assertThat(on(() -> new DestinationDatabase(vertx, destination()).readLedger("j", target("r"))))
        .extracting(LedgerEntry::row)
        .containsExactly(done.rows().get(1), done.rows().get(0));
  }

  @Test
  void aMoveWithoutRowsOnlyMovesTheLedger() {
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);

    WriteOutcome outcome =
        lane.write(
            batch(List.of(new LedgerMove("t", 0, 0, 9, Counts.of(Count.GAPS, 9), -1)), List.of()));

    assertThat(outcome).isInstanceOf(Committed.class);
    assertThat(ledger()).isEqualTo("1 0 9 0");
  }

  @Test
  void whatTheLaneDoesNotHoldIsFencedWithoutAskingTheServer() {
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);

    assertThat(lane.write(batch(5, 6, "(1,'a')"))).isInstanceOf(Fenced.class);
    assertThat(lane.write(batch(List.of(move(1, 0, 1)), List.of(), "(1,'a')")))
        .isInstanceOf(Fenced.class);
    vertx
        .eventBus()
        .send(Addresses.releases(lane.id), new Release(Set.of(new PartitionId("t", 0))));
    assertThat(lane.write(batch(0, 1, "(1,'a')"))).isInstanceOf(Fenced.class);
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("0");
  }

  @Test
  void aZombieWritesNothing() {
    Lane old = lane(place("r"), "id", "v");
    old.claimed(0, 0);
    old.write(batch(0, 1, "(1,'a')"));
    Lane heir = lane(place("r"), "id", "v");
    assertThat(heir.claimed(0, 0)).isEqualTo(1);

    WriteOutcome zombie = old.write(batch(1, 2, "(2,'zombie')"));
    WriteOutcome rightful = heir.write(batch(1, 2, "(2,'heir')"));

    assertThat(zombie).isInstanceOf(Fenced.class);
    assertThat(rightful).isInstanceOf(Committed.class);
    assertThat(sql("SELECT v FROM r ORDER BY id")).containsExactly(List.of("a"), List.of("heir"));
    assertThat(ledger()).isEqualTo("2 0 2 2");
  }

  @Test
  void aResetLedgerFencesTheLanesThatStillRun() {
    Lane lane = lane(place("r"), "id", "v");
    lane.claim(
        LedgerRow.startingAt(new PartitionId("t", 0), 0),
        LedgerRow.startingAt(new PartitionId("t", 1), 0));
    sql("DELETE FROM millrace_ledger WHERE `partition`=1");

    WriteOutcome outcome =
        lane.write(batch(List.of(move(0, 0, 1), move(1, 0, 1)), List.of(), "(1,'a')", "(2,'b')"));

    assertThat(outcome).isInstanceOf(Fenced.class);
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("0");
    assertThat(ledger()).isEqualTo("1 0 0 0");
  }

  @Test
  void modesTreatExistingKeysAsTheySay() {
    sql("INSERT INTO r VALUES (1,'old')");

    lane(place("r"), Mode.IGNORE, Delivery.EXACTLY_ONCE, List.of("id", "v"))
        .writeAfterClaim(batch(0, 1, "(1,'ignored')"));
    assertThat(one("SELECT v FROM r")).isEqualTo("old");
    lane(place("r"), Mode.UPSERT, Delivery.EXACTLY_ONCE, List.of("id", "v"), "id")
        .writeAfterClaim(batch(1, 3, "(1,'first')", "(1,'upserted')"));
    assertThat(one("SELECT v FROM r")).isEqualTo("upserted");
    lane(place("r"), Mode.REPLACE, Delivery.EXACTLY_ONCE, List.of("id"))
        .writeAfterClaim(batch(3, 4, "(1)"));
    assertThat(one("SELECT v FROM r")).isNull();
    lane(place("r"), Mode.UPSERT, Delivery.EXACTLY_ONCE, List.of("id"), "id")
        .writeAfterClaim(batch(4, 5, "(1)"));
    assertThat(ledger()).isEqualTo("4 0 5 5");
  }

  @Test
  void theGuiltyRowsAreFoundByFewStatements() {
    sql("INSERT INTO r VALUES (700,'there')");
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);
    String[] tuples =
        IntStream.range(0, 1000)
            .mapToObj(i -> "(" + (i == 900 ? 5 : i) + ",'" + (i == 33 ? "x".repeat(21) : i) + "')")
            .toArray(String[]::new);
    int before = inserts();

    Refused refused = (Refused) lane.write(batch(0, 1000, tuples));

    assertThat(refused.refused())
        .extracting(RefusedRow::row, RefusedRow::code, RefusedRow::column)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(33, RejectCode.REFUSED_BY_SERVER, "v"),
            org.assertj.core.groups.Tuple.tuple(700, RejectCode.DUPLICATE_KEY, null),
            org.assertj.core.groups.Tuple.tuple(900, RejectCode.DUPLICATE_KEY, null));
    assertThat(inserts() - before).isLessThan(70);
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("1");
    assertThat(ledger()).isEqualTo("1 0 0 0");
    assertThat(lane.write(batch(0, 1, "(1,'goes on')"))).isInstanceOf(Committed.class);
  }

  @Test
  void constraintsAndTriggersRefuseRowsByTheirOwnCodes() {
    sql("CREATE TABLE parent (id INT PRIMARY KEY)");
    sql(
        "CREATE TABLE c (id INT PRIMARY KEY, p INT REFERENCES parent(id), n INT NOT NULL,"
            + " CONSTRAINT positive CHECK (n > 0), FOREIGN KEY (p) REFERENCES parent(id))");
    sql(
        "CREATE TRIGGER g BEFORE INSERT ON c FOR EACH ROW IF NEW.n=13 THEN"
            + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT='unlucky'; END IF");
    Lane lane = lane(place("c"), "id", "p", "n");
    lane.claimed(0, 0);

    Refused refused =
        (Refused)
            lane.write(
                batch(
                    0,
                    6,
                    "(1,NULL,1)",
                    "(2,7,1)",
                    "(3,NULL,-1)",
                    "(4,NULL,13)",
                    "(5,NULL,NULL)",
                    "(6,NULL,6)"));

    assertThat(refused.refused())
        .extracting(RefusedRow::row, RefusedRow::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1, RejectCode.FOREIGN_KEY),
            org.assertj.core.groups.Tuple.tuple(2, RejectCode.CHECK_VIOLATED),
            org.assertj.core.groups.Tuple.tuple(3, RejectCode.REFUSED_BY_SERVER),
            org.assertj.core.groups.Tuple.tuple(4, RejectCode.REFUSED_BY_SERVER));
    assertThat(refused.refused().get(2).message()).isEqualTo("unlucky");
  }

  private void failing(int number, String condition) {
    sql(
        "CREATE TRIGGER failing BEFORE INSERT ON r FOR EACH ROW BEGIN IF "
            + condition
            + " THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO="
            + number
            + ",MESSAGE_TEXT='not so many'; END IF; END");
  }

  @ParameterizedTest
  @ValueSource(ints = {1197, 1206})
  void aBatchThatIsFoundTooLargeWhileItsGuiltyRowsAreSoughtIsMadeSmaller(int number) {
    sql("INSERT INTO r VALUES(1,'there')");
    failing(number, "NEW.id=2");
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);

    WriteOutcome outcome = lane.write(batch(0, 2, "(1,'a')", "(2,'b')"));

    assertThat(outcome).isInstanceOf(WriteOutcome.TooMuch.class);
    assertThat(ledger()).isEqualTo("1 0 0 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {1969, 3024, 3100})
  void aSingleRecordOfManyRowsIsTriedUntilItsTroublePasses(int number) {
    failing(number, "TRUE");
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);

    Future<WriteOutcome> sent = lane.send(batch(0, 1, "(1,'a')", "(2,'b')"));
    Eventually.until(
        "it was tried three times",
        Duration.ofSeconds(30),
        () -> events.stream().filter(e -> e instanceof LaneEvent.Retrying).count() >= 3);
    assertThat(sent.isComplete()).isFalse();
    sql("DROP TRIGGER failing");

    assertThat(get(sent)).isInstanceOf(Committed.class);
    assertThat(ledger()).isEqualTo("1 0 1 1");
  }

  @Test
  void aBatchIsMadeSmallerByTroubleThatMayPassOnlyWhenItDoesNotPass() {
    failing(3024, "TRUE");
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);

    WriteOutcome outcome = lane.write(batch(0, 2, "(1,'a')", "(2,'b')"));

    assertThat(outcome).isInstanceOf(WriteOutcome.TooMuch.class);
    assertThat(events).filteredOn(e -> e instanceof LaneEvent.Retrying).hasSize(1);
  }

  /** Whoever listens to a lane beside its supervisor must not have each event done twice. */
  @Test
  void anEventGoesToOneListenerAsThoseOfTheOtherStagesDo() {
    failing(3024, "TRUE");
    Lane lane = lane(place("r"), "id", "v");
    List<LaneEvent> beside = new CopyOnWriteArrayList<>();
    vertx.eventBus().<LaneEvent>localConsumer(Addresses.events(lane.id), m -> beside.add(m.body()));
    lane.claimed(0, 0);

    lane.write(batch(0, 2, "(1,'a')", "(2,'b')"));

    assertThat(Stream.concat(events.stream(), beside.stream()))
        .filteredOn(e -> e instanceof LaneEvent.Retrying)
        .as("told once")
        .hasSize(1);
  }

  @Test
  void aPersonIsCalledWhereOnlyAPersonCanHelp() {
    sql("RENAME TABLE r TO elsewhere");
    Lane lane = lane(place("r"), "id");
    lane.claimed(0, 0);

    Hopeless noTable = (Hopeless) lane.write(batch(0, 1, "(1)"));
    assertThat(noTable.error().code()).isEqualTo("no-such-table");
    assertThat(noTable.error().kind()).isEqualTo("database");
    sql("RENAME TABLE elsewhere TO r");
    Lane wrong = lane(place("r"), "id", "nix");
    wrong.claimed(0, 0);
    Hopeless noColumn = (Hopeless) wrong.write(batch(0, 1, "(1,2)"));
    assertThat(noColumn.error().code()).isEqualTo("unknown-column");
    assertThat(ledger()).isEqualTo("2 0 0 0");
  }

  @Test
  void quarantineRowsTravelInTheSameTransaction() {
    Lane lane = lane(place("r"), "id", "v");
    lane.claimed(0, 0);
    byte[] value = {0, 1, (byte) 0xff, '\'', '\\', 10};
    QuarantineRow row =
        new QuarantineRow(
            "t",
            0,
            1,
            1_700_000_000_123L,
            null,
            java.util.Map.of(),
            value,
            RejectCode.TOO_LONG,
            null,
            "v",
            "/v",
            "it's too \\ long ä");
    List<LedgerMove> moves =
        List.of(
            new LedgerMove(
                "t", 0, 0, 2, Counts.of(Count.WRITTEN, 1).with(Count.QUARANTINED, 1), -1));

    assertThat(lane.write(batch(moves, List.of(row), "(1,'" + "x".repeat(30) + "')")))
        .isInstanceOf(Refused.class);
    assertThat(one("SELECT COUNT(*) FROM millrace_quarantine")).isEqualTo("0");
    assertThat(lane.write(batch(moves, List.of(row), "(1,'a')"))).isInstanceOf(Committed.class);

    assertThat(
            sql(
                "SELECT job,topic,`partition`,`offset`,CAST(record_time AS CHAR),`key`,HEX(value),"
                    + "kind,code,column_name,path,reason FROM millrace_quarantine"))
        .containsExactly(
            java.util.Arrays.asList(
                "j",
                "t",
                "0",
                "1",
                "2023-11-14 22:13:20.123",
                null,
                "0001FF275C0A",
                "dirty",
                "too-long",
                "v",
                "/v",
                "it's too \\ long ä"));
  }

  @Test
  void batchesAboveThePacketLimitAreSplitWithinTheirTransaction() {
    sql("CREATE TABLE big (id INT PRIMARY KEY, v LONGTEXT) ENGINE=InnoDB");
    String before = one("SELECT @@GLOBAL.max_allowed_packet");
    sql("SET GLOBAL max_allowed_packet=65536");
    try {
      Lane lane = lane(place("big"), "id", "v");
      lane.claimed(0, 0);
      String[] tuples =
          IntStream.range(0, 100)
              .mapToObj(i -> "(" + i + ",'" + "v".repeat(5_000 + i) + "')")
              .toArray(String[]::new);
      String huge = "(100,'" + "h".repeat(70_000) + "')";

      Refused refused = (Refused) lane.write(batch(0, 2, "(100,'a')", huge));
      assertThat(refused.refused().get(0).row()).isEqualTo(1);
      assertThat(refused.refused().get(0).code()).isEqualTo(RejectCode.TOO_LARGE);
      String last = tuples[99];
      tuples[99] = tuples[0];
      Refused duplicate = (Refused) lane.write(batch(0, 100, tuples));
      assertThat(duplicate.refused()).extracting(RefusedRow::row).containsExactly(99);
      assertThat(one("SELECT COUNT(*) FROM big")).isEqualTo("0");
      tuples[99] = last;
      assertThat(lane.write(batch(0, 100, tuples))).isInstanceOf(Committed.class);

      assertThat(one("SELECT CONCAT(COUNT(*),' ',SUM(LENGTH(v))) FROM big"))
          .isEqualTo("100 " + (100 * 5_000 + 4950));
      assertThat(ledger()).isEqualTo("1 0 100 100");
    } finally {
      sql("SET GLOBAL max_allowed_packet=" + before);
    }
  }

  @Test
  void valuesReachTheTableByteForByte() {
    sql("CREATE TABLE b (v BLOB) ENGINE=InnoDB");
    Lane lane = lane(place("b"), "v");
    String text = "ÿ\u0080€漢😀 \\\" end";

    lane.writeAfterClaim(batch(0, 1, "(" + Sql.text(text) + ")"));

    assertThat(one("SELECT HEX(v) FROM b"))
        .isEqualTo(
            java.util.HexFormat.of()
                .withUpperCase()
                .formatHex(text.getBytes(StandardCharsets.UTF_8)));
  }

  private int inserts() {
    return Integer.parseInt(sql("SHOW GLOBAL STATUS LIKE 'Com_insert'").get(0).get(1));
  }
}
