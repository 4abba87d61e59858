package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.LocalCodec;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.flow.WriteOutcome.Full;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.mysql.Connections;
import dev.millrace.mysql.Session;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.statement.TableWrite;
import dev.millrace.testkit.Eventually;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code maxQuarantined} is kept by what the destination holds, not by what a lane remembers. */
class QuarantineLimitIT extends DatabaseIT {
  private String packetLimit;

  @BeforeEach
  void table() {
    sql("CREATE TABLE r (id BIGINT, v TEXT) ENGINE=InnoDB");
    packetLimit = one("SELECT @@GLOBAL.max_allowed_packet");
  }

  @AfterEach
  void restore() {
    sql("SET GLOBAL max_allowed_packet=" + packetLimit);
  }

  private Lane lane(long most, Delivery delivery, boolean loads) {
    return new Lane(
        new SinkConfig(
            new dev.millrace.flow.LaneId("j", 0, 0),
            destination(),
            delivery == Delivery.EXACTLY_ONCE,
            List.of(
                new TableWrite(
                    "r",
                    List.of("id", "v"),
                    List.of(),
                    Mode.INSERT,
                    loads ? "binary" : null,
                    null)),
            most,
            "0123456789abcdef",
            QUICK));
  }

  /** Offsets from {@code from}: first the quarantined records, then the rows. */
  private static RowBatch mixed(int partition, long from, int quarantined, int rows) {
    List<QuarantineRow> kept =
        LongStream.range(from, from + quarantined)
            .mapToObj(
                offset ->
                    new QuarantineRow(
                        "t",
                        partition,
                        offset,
                        -1,
                        null,
                        Map.of(),
                        new byte[] {1},
                        RejectCode.NOT_A_NUMBER,
                        null,
                        "id",
                        "/id",
                        "why"))
            .toList();
    long to = from + quarantined + rows;
    return batch(
        List.of(
            new LedgerMove(
                "t",
                partition,
                from,
                to,
                Counts.of(Count.WRITTEN, rows).with(Count.QUARANTINED, quarantined),
                -1)),
        kept,
        IntStream.range(0, rows)
            .mapToObj(i -> "(" + i + ",'" + "v".repeat(500) + "')")
            .toArray(String[]::new));
  }

  private String quarantined() {
    return one("SELECT SUM(quarantined) FROM millrace_ledger")
        + " in the ledger, "
        + one("SELECT COUNT(*) FROM millrace_quarantine")
        + " kept";
  }

  @Test
  void lanesThatQuarantineAtOnceNeverPassTheLimitTogether() {
    List<Lane> lanes =
        IntStream.range(0, 6).mapToObj(i -> lane(7, Delivery.EXACTLY_ONCE, false)).toList();
    IntStream.range(0, 6).forEach(p -> lanes.get(p).claimed(p, 0));

    List<Future<WriteOutcome>> sent =
        IntStream.range(0, 6).mapToObj(p -> lanes.get(p).send(mixed(p, 0, 2, 1))).toList();
    List<WriteOutcome> outcomes = sent.stream().map(DatabaseIT::get).toList();

    assertThat(outcomes).filteredOn(o -> o instanceof Committed).hasSize(3);
    assertThat(outcomes).filteredOn(o -> o.equals(new Full(1))).hasSize(3);
    assertThat(quarantined()).isEqualTo("6 in the ledger, 6 kept");
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("3");
    int full = outcomes.indexOf(new Full(1));
    assertThat(lanes.get(full).write(mixed(full, 0, 1, 0))).isInstanceOf(Committed.class);
    assertThat(lanes.get(full).write(mixed(full, 1, 1, 0))).isEqualTo(new Full(0));
    assertThat(lanes.get(full).write(mixed(full, 1, 0, 1))).isInstanceOf(Committed.class);
    assertThat(events).as("nothing of this is failure").isEmpty();
  }

  /** As a lane leaves it that was cut off in the middle: nobody knows, and the server will say. */
  @Test
  void aTransactionOfUnknownOutcomeIsWaitedForAndCounts() {
    Lane lane = lane(3, Delivery.EXACTLY_ONCE, false);
    lane.claimed(1, 0);
    sql(
        "INSERT INTO millrace_ledger (job,topic,`partition`,epoch,start_offset,next_offset,"
            + "written,nulled_fields,quarantined,tombstones,gaps,updated_at)"
            + " SELECT job,topic,0,1,0,0,0,0,0,0,0,NOW()"
            + " FROM millrace_ledger");
    Session doubtful = on(() -> new Connections(vertx, destination(), QUICK).open());
    on(
        () ->
            doubtful.send(
                "BEGIN;UPDATE millrace_ledger SET quarantined=2,next_offset=2 WHERE"
                    + " `partition`=0"));

    Future<WriteOutcome> sent = lane.send(mixed(1, 0, 2, 0));
    Eventually.until(
        "the lane waits for the lock",
        Duration.ofSeconds(30),
        () ->
            !sql("SHOW GLOBAL STATUS WHERE variable_name='Innodb_row_lock_current_waits' AND"
                    + " value>0")
                .isEmpty());
    assertThat(sent.isComplete()).isFalse();
    on(() -> doubtful.send("COMMIT"));

    assertThat(get(sent)).isEqualTo(new Full(1));
    assertThat(one("SELECT COUNT(*) FROM millrace_quarantine")).isEqualTo("0");
    on(doubtful::close);
  }

  @ParameterizedTest(name = "rows loaded: {0}, packets of at most {1}")
  @CsvSource({"true,16777216", "false,65536", "true,65536"})
  void howeverABatchIsWrittenItIsWrittenWholeOrNotAtAll(boolean loads, int packet) {
    sql("SET GLOBAL max_allowed_packet=" + packet);
    Lane lane = lane(2, Delivery.EXACTLY_ONCE, loads);
    lane.claimed(0, 0);
    long loaded = loads();

    WriteOutcome fits = lane.write(mixed(0, 0, 2, 300));
    WriteOutcome tooMany = lane.write(mixed(0, 302, 1, 300));

    assertThat(fits).isInstanceOf(Committed.class);
    assertThat(tooMany).isEqualTo(new Full(0));
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("300");
    assertThat(quarantined()).isEqualTo("2 in the ledger, 2 kept");
    assertThat(loads() > loaded).isEqualTo(loads);
  }

  private long loads() {
    return Long.parseLong(sql("SHOW GLOBAL STATUS LIKE 'Com_load'").get(0).get(1));
  }

  @Test
  void withoutALedgerWhatIsInTheQuarantineCountsAndOnlyOnce() {
    Lane lane = lane(3, Delivery.AT_LEAST_ONCE, false);
    lane.claimed(0, 0);
    assertThat(lane.write(mixed(0, 0, 2, 1))).isInstanceOf(Committed.class);
    Lane again = lane(3, Delivery.AT_LEAST_ONCE, false);
    again.claimed(0, 0);

    assertThat(again.write(mixed(0, 0, 2, 1))).as("the same records").isInstanceOf(Committed.class);
    assertThat(again.write(mixed(0, 3, 2, 1))).isEqualTo(new Full(1));
    assertThat(again.write(mixed(0, 3, 1, 1))).isInstanceOf(Committed.class);
    sql("DELETE FROM millrace_quarantine WHERE `offset`<2");

    assertThat(again.write(mixed(0, 5, 2, 0))).as("mended").isInstanceOf(Committed.class);
    assertThat(again.write(mixed(0, 7, 1, 0))).isEqualTo(new Full(0));
    assertThat(one("SELECT COUNT(*) FROM millrace_quarantine")).isEqualTo("3");
    assertThat(one("SELECT COUNT(*) FROM r")).isEqualTo("3");
  }

  @Test
  void withoutALedgerTheLanesOfAProcessKeepTheLimitAndAnotherProcessPassesItByOneBatch() {
    List<Lane> lanes =
        IntStream.range(0, 4).mapToObj(i -> lane(7, Delivery.AT_LEAST_ONCE, false)).toList();
    IntStream.range(0, 4).forEach(p -> lanes.get(p).claimed(p, 0));
    Vertx here = vertx;
    vertx = Vertx.vertx();
    LocalCodec.registerAll(vertx.eventBus());
    Lane elsewhere = lane(7, Delivery.AT_LEAST_ONCE, false);
    elsewhere.claimed(4, 0);

    Future<WriteOutcome> others = elsewhere.send(mixed(4, 0, 2, 0));
    Vertx there = vertx;
    vertx = here;
    List<Future<WriteOutcome>> sent =
        IntStream.range(0, 4).mapToObj(p -> lanes.get(p).send(mixed(p, 0, 2, 0))).toList();
    List<WriteOutcome> outcomes =
        Stream.concat(sent.stream(), Stream.of(others)).map(DatabaseIT::get).toList();

    long written = outcomes.stream().filter(o -> o instanceof Committed).count();
    assertThat(outcomes.subList(0, 4)).filteredOn(o -> o instanceof Committed).hasSizeBetween(2, 3);
    assertThat(one("SELECT COUNT(*) FROM millrace_quarantine")).isEqualTo("" + 2 * written);
    assertThat(written).as("3 fit, and one of the other process").isBetween(3L, 4L);
    get(there.close());
  }
}
