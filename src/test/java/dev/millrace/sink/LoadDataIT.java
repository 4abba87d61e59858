package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.flow.WriteOutcome.Fenced;
import dev.millrace.flow.WriteOutcome.Refused;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.testkit.FaultProxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows by LOAD DATA from memory: the same table as by INSERT, and INSERT's exact answer wherever a
 * load cannot give one.
 */
class LoadDataIT extends DatabaseIT {
  private static final int ROWS = 1000;
  private static final String TRIAL = "CREATE TEMPORARY TABLE millrace_load_trial";

  @BeforeEach
  void table() {
    sql("CREATE TABLE r (id INT PRIMARY KEY, v VARCHAR(40), d DECIMAL(9,3)) ENGINE=InnoDB");
  }

  private static RowBatch rows(long from, IntFunction<String> tuple) {
    String[] tuples = IntStream.range(0, ROWS).mapToObj(tuple).toArray(String[]::new);
    return batch(from, from + ROWS, tuples);
  }

  private static String tuple(int id) {
    return "(" + id + ",\"v" + id + "\"," + id + ".125)";
  }

  private int loads() {
    return Integer.parseInt(sql("SHOW GLOBAL STATUS LIKE 'Com_load'").get(0).get(1));
  }

  private String table(String name) {
    return one("SELECT CONCAT(COUNT(*),' ',SUM(CRC32(CONCAT_WS('|',id,v,d)))) FROM " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "utf8mb4"})
  void loadedRowsAreTheInsertedOnes(String charset) {
    sql("CREATE TABLE s LIKE r");
    String[] texts = {
      "\"\"",
      "NULL",
      "\"NULL\"",
      "\") (,\"",
      "\"\\\"quoted\\\" \\\\ \\n \\r \\0 \\Z\"",
      "\"漢😀é\"",
      "\" blanks \"",
      "\"\\\\N\"",
      "\"it's\"",
      "\"DEFAULT\""
    };
    IntFunction<String> tuple = i -> "(" + i + "," + texts[i % texts.length] + ",-0.5)";
    Lane loading = loading(charset, place("r"), Mode.INSERT, "id", "v", "d");
    Lane inserting = lane(place("s"), "id", "v", "d");
    int before = loads();

    loading.writeAfterClaim(rows(0, tuple));
    sql("UPDATE millrace_ledger SET target='" + database + ".s'");
    inserting.writeAfterClaim(rows(ROWS, tuple));

    assertThat(loads() - before).as("the trial's and the batch's").isEqualTo(2);
    assertThat(table("r")).isEqualTo(table("s")).startsWith("1000 ");
    assertThat(one("SELECT COUNT(*) FROM r WHERE v IS NULL")).isEqualTo("100");
    assertThat(ledger()).isEqualTo("2 0 2000 2000");
  }

  @Test
  void aDuplicateIsFoundByInsertAndTheLoadUndone() {
    sql("INSERT INTO r VALUES (700,'there',1)");
    Lane lane = loading(place("r"), Mode.INSERT, "id", "v", "d");
    lane.claimed(0, 0);

    Refused refused = (Refused) lane.write(rows(0, LoadDataIT::tuple));

    assertThat(refused.refused())
        .extracting(RefusedRow::row, RefusedRow::code)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(700, RejectCode.DUPLICATE_KEY));
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("1");
    assertThat(ledger()).isEqualTo("1 0 0 0");
    int before = loads();
    assertThat(lane.write(rows(0, i -> tuple(i + ROWS)))).isInstanceOf(Committed.class);
    assertThat(loads() - before).as("loads go on after a refused row").isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"binary", "utf8mb4"})
  void whatTheServerWouldBendIsRefusedAsByInsert(String charset) {
    Lane lane = loading(charset, place("r"), Mode.INSERT, "id", "v", "d");
    lane.claimed(0, 0);

    Refused refused =
        (Refused) lane.write(rows(0, i -> i == 5 ? "(5,\"" + "x".repeat(41) + "\",0)" : tuple(i)));

    assertThat(refused.refused())
        .extracting(RefusedRow::row, RefusedRow::column)
        .containsExactly(org.assertj.core.groups.Tuple.tuple(5, "v"));
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("0");
  }

  @Test
  void replaceReplaces() {
    Lane lane = loading(place("r"), Mode.REPLACE, "id", "v", "d");
    lane.writeAfterClaim(rows(0, LoadDataIT::tuple));
    int before = loads();

    assertThat(lane.write(rows(ROWS, i -> "(" + i / 2 + ",\"new" + i + "\",1)")))
        .isInstanceOf(Committed.class);

    assertThat(loads() - before).isOne();
    assertThat(one("SELECT CONCAT(COUNT(*),' ',SUM(v LIKE 'new%')) FROM r")).isEqualTo("1000 500");
    assertThat(one("SELECT v FROM r WHERE id=3")).as("the later one wins").isEqualTo("new7");
  }

  @Test
  void aFencedLaneLoadsNothing() {
    Lane old = loading(place("r"), Mode.INSERT, "id", "v", "d");
    old.claimed(0, 0);
    Lane heir = loading(place("r"), Mode.INSERT, "id", "v", "d");
    heir.claimed(0, 0);

    assertThat(old.write(rows(0, LoadDataIT::tuple))).isInstanceOf(Fenced.class);
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("0");
    assertThat(heir.write(rows(0, LoadDataIT::tuple))).isInstanceOf(Committed.class);
  }

  @Test
  void quarantineAndLedgerMoveWithTheLoad() {
    Lane lane = loading(place("r"), Mode.INSERT, "id", "v", "d");
    lane.claimed(0, 0);
    QuarantineRow row =
        new QuarantineRow(
            "t",
            0,
            1000,
            0,
            null,
            Map.of(),
            new byte[] {1},
            RejectCode.TOO_LONG,
            null,
            "v",
            "/v",
            "x");
    String[] tuples = IntStream.range(0, ROWS).mapToObj(LoadDataIT::tuple).toArray(String[]::new);

    assertThat(
            lane.write(
                batch(
                    List.of(
                        new LedgerMove(
                            "t",
                            0,
                            0,
                            1001,
                            Counts.of(Count.WRITTEN, 1000).with(Count.QUARANTINED, 1),
                            -1)),
                    List.of(row),
                    tuples)))
        .isInstanceOf(Committed.class);

    assertThat(one("SELECT COUNT(*) FROM millrace_quarantine")).isEqualTo("1");
    assertThat(ledger()).isEqualTo("1 0 1001 1000");
  }

  @Test
  void aServerThatAllowsNoLocalFilesGetsInserts() {
    sql("SET GLOBAL local_infile=0");
    try {
      Lane lane = loading(place("r"), Mode.INSERT, "id", "v", "d");

      lane.writeAfterClaim(rows(0, LoadDataIT::tuple));

      assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("1000");
      assertThat(ledger()).isEqualTo("1 0 1000 1000");
    } finally {
      sql("SET GLOBAL local_infile=1");
    }
  }

  @Test
  void aTrialThatFailsForAReasonThatPassesIsMadeAgainOnTheNextSession() {
    try (FaultProxy proxy = new FaultProxy(server.host(), server.port())) {
      Lane lane = loading(place("r", dialect(), proxy.port()), Mode.INSERT, "id", "v", "d");
      lane.claimed(0, 0);
      int before = loads();
      proxy.cutAt(TRIAL, false);

      assertThat(lane.write(rows(0, LoadDataIT::tuple))).isInstanceOf(Committed.class);

      assertThat(proxy.cutAtIsOver()).isTrue();
      assertThat(loads() - before).as("the second trial's and the batch's").isEqualTo(2);
    }
  }

  @Test
  void trialsThatBreakEveryConnectionDoNotKeepTheRowsAwayForEver() throws InterruptedException {
    try (FaultProxy proxy = new FaultProxy(server.host(), server.port())) {
      Lane lane = loading(place("r", dialect(), proxy.port()), Mode.INSERT, "id", "v", "d");
      lane.claimed(0, 0);
      int before = loads();
      AtomicInteger armed = new AtomicInteger();
      AtomicBoolean over = new AtomicBoolean();
      Thread always =
          new Thread(
              () -> {
                while (!over.get()) {
                  if (proxy.cutAtIsOver()) {
                    proxy.cutAt(TRIAL, false);
                    armed.incrementAndGet();
                  }
                  LockSupport.parkNanos(1_000_000);
                }
              });
      proxy.cutAt(TRIAL, false);
      always.start();

      assertThat(lane.write(rows(0, LoadDataIT::tuple))).isInstanceOf(Committed.class);

      over.set(true);
      always.join();
      assertThat(armed.get()).as("cuts").isEqualTo(3);
      assertThat(loads() - before).isZero();
      assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("1000");
    }
  }

  @Test
  void rowsOfManyPacketsArriveWhole() {
    sql("CREATE TABLE big (id INT PRIMARY KEY, v LONGTEXT) ENGINE=InnoDB");
    Lane lane = loading(place("big"), Mode.INSERT, "id", "v");

    lane.writeAfterClaim(rows(0, i -> "(" + i + ",\"" + "é".repeat(10_000 + i) + "\")"));

    assertThat(one("SELECT CONCAT(COUNT(*),' ',SUM(CHAR_LENGTH(v))) FROM big"))
        .isEqualTo("1000 " + (1000 * 10_000 + 499_500));
  }

  @Test
  void aTriggerThatRefusesIsHeard() {
    sql(
        "CREATE TRIGGER g BEFORE INSERT ON r FOR EACH ROW IF NEW.id=13 THEN"
            + " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT='unlucky'; END IF");
    Lane lane = loading(place("r"), Mode.INSERT, "id", "v", "d");
    lane.claimed(0, 0);

    Refused refused = (Refused) lane.write(rows(0, LoadDataIT::tuple));

    assertThat(refused.refused()).extracting(RefusedRow::row).containsExactly(13);
    assertThat(refused.refused().get(0).message()).isEqualTo("unlucky");
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("0");
  }
}
