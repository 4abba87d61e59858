package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.testkit.FaultProxy;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The connection is lost at COMMIT, which the server got or did not get: the ledger tells, and each
 * row is there once.
 */
class CommitDoubtIT extends DatabaseIT {
  private static final int ROWS = 100;

  private FaultProxy proxy;
  private String packetLimit;

  @BeforeEach
  void start() {
    proxy = new FaultProxy(server.host(), server.port());
    packetLimit = one("SELECT @@GLOBAL.max_allowed_packet");
    sql("CREATE TABLE nokey (id INT, v TEXT) ENGINE=InnoDB");
  }

  @AfterEach
  void stop() {
    sql("SET GLOBAL max_allowed_packet=" + packetLimit);
    proxy.close();
  }

  /** About 200 kB: one packet or, where the server takes only 64 kB, several and COMMIT alone. */
  private static RowBatch rows(long from) {
    return batch(
        from,
        from + ROWS,
        IntStream.range(0, ROWS)
            .mapToObj(i -> "(" + (from + i) + ",'" + "v".repeat(2_000) + "')")
            .toArray(String[]::new));
  }

  @ParameterizedTest(name = "packets of at most {0}, the server gets the COMMIT: {1}")
  @CsvSource({"16777216,true", "16777216,false", "65536,true", "65536,false"})
  void aCommitWithoutAnswerIsSettledByTheLedger(int packet, boolean reached) {
    sql("SET GLOBAL max_allowed_packet=" + packet);
    Lane lane = lane(place("nokey", dialect(), proxy.port()), "id", "v");
    lane.claimed(0, 0);
    assertThat(lane.write(rows(0))).isInstanceOf(Committed.class);
    proxy.cutAt("COMMIT", reached);

    assertThat(lane.write(rows(ROWS))).isInstanceOf(Committed.class);

    assertThat(proxy.cutAtIsOver()).isTrue();
    assertThat(lane.write(rows(2 * ROWS))).isInstanceOf(Committed.class);
    assertThat(one("SELECT CONCAT_WS(' ',COUNT(*),COUNT(DISTINCT id),MIN(id),MAX(id)) FROM nokey"))
        .isEqualTo("300 300 0 299");
    assertThat(ledger()).as("claimed twice").isEqualTo("2 0 300 300");
  }

  @ParameterizedTest(name = "the server gets the COMMIT: {0}")
  @CsvSource({"true", "false"})
  void theClaimThatSettlesTheDoubtMayBeCutItself(boolean reached) {
    Lane lane = lane(place("nokey", dialect(), proxy.port()), "id", "v");
    lane.claimed(0, 0);
    proxy.cutAt("COMMIT", true);
    var pending = lane.send(rows(0));
    waitUntilCut();
    // The next one is the settling claim's.
    proxy.cutAt("COMMIT", reached);

    get(pending);

    assertThat(proxy.cutAtIsOver()).isTrue();
    assertThat(one("SELECT CONCAT_WS(' ',COUNT(*),COUNT(DISTINCT id)) FROM nokey"))
        .isEqualTo("100 100");
    assertThat(ledger()).endsWith(" 0 100 100");
  }

  /** CREATE TABLE commits what is open on a server of MySQL's kind: it must stand before BEGIN. */
  @ParameterizedTest(name = "the server gets the CREATE TABLE: {0}")
  @CsvSource({"true", "false"})
  void theTableThatTheFirstQuarantinedRecordNeedsIsNoPartOfItsBatch(boolean reached) {
    Lane lane = lane(place("nokey", dialect(), proxy.port()), "id", "v");
    lane.claimed(0, 0);
    QuarantineRow refused =
        new QuarantineRow(
            "t",
            0,
            1,
            0,
            null,
            Map.of(),
            new byte[] {'x'},
            RejectCode.NOT_JSON,
            null,
            null,
            null,
            "bad");
    LedgerMove both =
        new LedgerMove("t", 0, 0, 2, Counts.of(Count.WRITTEN, 1).with(Count.QUARANTINED, 1), -1);
    proxy.cutAt("CREATE TABLE", reached);

    assertThat(lane.write(batch(List.of(both), List.of(refused), "(1,'a')")))
        .isInstanceOf(Committed.class);

    assertThat(proxy.cutAtIsOver()).isTrue();
    assertThat(one("SELECT COUNT(*) FROM nokey")).isEqualTo("1");
    assertThat(one("SELECT GROUP_CONCAT(`offset`) FROM millrace_quarantine")).isEqualTo("1");
    assertThat(ledger()).endsWith(" 0 2 1");
  }

  private void waitUntilCut() {
    dev.millrace.testkit.Eventually.until(
        "the commit is cut", java.time.Duration.ofSeconds(60), proxy::cutAtIsOver);
  }
}
