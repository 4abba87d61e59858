package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.flow.WriteOutcome.Hopeless;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.FaultProxy;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that one statement does not carry, put into quarantine without a ledger. */
class ChunkedQuarantineWriterIT extends DatabaseIT {
  private static final int PACKET = 65_536;
  private static final String ALL =
      "SELECT CONCAT_WS(' ',`offset`,LENGTH(value),SHA2(value,256)) FROM millrace_quarantine"
          + " ORDER BY `offset`";

  private String packetLimit;
  private FaultProxy proxy;

  @BeforeEach
  void table() {
    sql("CREATE TABLE r (id INT PRIMARY KEY, v VARCHAR(20)) ENGINE=InnoDB");
    packetLimit = one("SELECT @@GLOBAL.max_allowed_packet");
    sql("SET GLOBAL max_allowed_packet=" + PACKET);
    proxy = new FaultProxy(server.host(), server.port());
  }

  @AfterEach
  void restore() {
    proxy.close();
    sql("SET GLOBAL max_allowed_packet=" + packetLimit);
  }

  private Lane lane(Dialect dialect) {
    Lane lane =
        lane(
            place("r", dialect, proxy.port()),
            Mode.REPLACE,
            Delivery.AT_LEAST_ONCE,
            List.of("id", "v"));
    lane.claimed(0, 0);
    return lane;
  }

  private static byte[] value(int bytes) {
    byte[] value = new byte[bytes];
    new Random(bytes).nextBytes(value);
    return value;
  }

  /** One row, and a quarantined record for each size. */
  private static RowBatch oneRowAnd(long from, int... sizes) {
    List<QuarantineRow> rows = new java.util.ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      rows.add(
          new QuarantineRow(
              "t",
              0,
              from + 1 + i,
              -1,
              new byte[] {7},
              Map.of(),
              value(sizes[i]),
              RejectCode.TOO_LONG,
              null,
              "v",
              "/v",
              "why"));
    }
    long to = from + 1 + sizes.length;
    return batch(
        List.of(
            new LedgerMove(
                "t",
                0,
                from,
                to,
                Counts.of(Count.WRITTEN, 1).with(Count.QUARANTINED, sizes.length),
                -1)),
        rows,
        "(" + from + ",'a')");
  }

  private static List<String> kept(long offset, int bytes) throws Exception {
    byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(value(bytes));
    return List.of(offset + " " + bytes + " " + java.util.HexFormat.of().formatHex(hash));
  }

  @Test
  void aLargeRecordIsKeptByteForByteAmongSmallOnes() throws Exception {
    Lane lane = lane(dialect());

    WriteOutcome outcome = lane.write(oneRowAnd(0, 10, PACKET, 20_000, 40_000));

    assertThat(outcome).isInstanceOf(Committed.class);
    assertThat(sql(ALL))
        .containsExactly(kept(1, 10), kept(2, PACKET), kept(3, 20_000), kept(4, 40_000));
    assertThat(one("SELECT id FROM r")).isEqualTo("0");
    assertThat(events).isEmpty();
  }

  @Test
  void aCutBetweenThePiecesLeavesNothingOfItAndTheNextAttemptAll() throws Exception {
    Lane lane = lane(dialect());
    assertThat(lane.write(oneRowAnd(0))).isInstanceOf(Committed.class);
    proxy.cutAt("SET value=CONCAT(value", true);

    Future<WriteOutcome> sent = lane.send(oneRowAnd(1, 60_000));
    Eventually.until("it is cut", Duration.ofSeconds(30), () -> !events.isEmpty());
    List<List<String>> meanwhile = sql(ALL);

    assertThat(get(sent)).isInstanceOf(Committed.class);
    assertThat(proxy.cutAtIsOver()).isTrue();
    assertThat(meanwhile).as("all of it or nothing").isIn(List.of(), List.of(kept(2, 60_000)));
    assertThat(sql(ALL)).containsExactly(kept(2, 60_000));
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("2");
    assertThat(events).hasAtLeastOneElementOfType(LaneEvent.Retrying.class);
  }

  @Test
  void whatNoServerSettingOfNowTakesStopsTheJobBeforeIt() {
    Lane lane = lane(dialect());

    Hopeless hopeless = (Hopeless) lane.write(oneRowAnd(0, 10, PACKET + 1));

    assertThat(hopeless.error().code()).isEqualTo("packet-too-large");
    assertThat(hopeless.error().offset()).isEqualTo(2);
    assertThat(sql(ALL)).as("in one transaction").isEmpty();
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("0");
  }

  @Test
  void withoutTransactionsThereAreNoPieces() {
    assertThat(lane(dialect()).write(oneRowAnd(0, 1))).isInstanceOf(Committed.class);

    Hopeless hopeless = (Hopeless) lane(Dialect.ANALYTICDB).write(oneRowAnd(0, 60_000));

    assertThat(hopeless.error().code()).isEqualTo("packet-too-large");
    assertThat(one("SELECT COUNT(*) FROM millrace_quarantine WHERE `offset`>1 OR LENGTH(value)>1"))
        .isEqualTo("0");
  }
}
