package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.LaneId;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.RowOp;
import dev.millrace.flow.Segment;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.statement.BatchText;
import dev.millrace.statement.DeleteSql;
import dev.millrace.statement.TableWrite;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Batches of several tables, and of rows that go, on real servers. */
class SegmentsIT extends DatabaseIT {
  @BeforeEach
  void parentAndChild() {
    sql("CREATE TABLE p (a BIGINT PRIMARY KEY, v VARCHAR(40)) ENGINE=InnoDB");
    sql(
        "CREATE TABLE c (a BIGINT, b VARCHAR(40), v INT, PRIMARY KEY (a,b),"
            + " FOREIGN KEY (a) REFERENCES p (a)) ENGINE=InnoDB");
  }

  private Lane lane(String loadCharset, Mode mode) {
    return new Lane(
        new SinkConfig(
            new LaneId("j", 0, 0),
            destination(),
            true,
            List.of(
                new TableWrite("p", List.of("a", "v"), List.of("a"), mode, loadCharset, null),
                new TableWrite(
                    "c", List.of("a", "b", "v"), List.of("a", "b"), mode, loadCharset, null)),
            0,
            "0123456789abcdef",
            QUICK));
  }

  private static RowBatch batch(long from, long to, Segment... segments) {
    return new RowBatch(List.of(segments), List.of(move(0, from, to)), List.of());
  }

  private static Segment writes(int table, int count, IntFunction<String> tuple) {
    return segment(
        table, RowOp.WRITE, IntStream.range(0, count).mapToObj(tuple).toArray(String[]::new));
  }

  private String counts() {
    return one("SELECT COUNT(*) FROM p") + " " + one("SELECT COUNT(*) FROM c");
  }

  @Test
  void parentsComeBeforeTheirChildrenAndGoAfterThem() {
    Lane lane = lane(null, Mode.UPSERT);

    lane.writeAfterClaim(
        batch(
            0,
            4,
            segment(0, RowOp.WRITE, "(1,'one')", "(2,'two')"),
            segment(1, RowOp.WRITE, "(1,'x',1)", "(2,'y',2)")));
    assertThat(counts()).isEqualTo("2 2");

    assertThat(
            lane.write(
                batch(
                    4,
                    8,
                    segment(1, RowOp.DELETE, "(1,'x')"),
                    segment(0, RowOp.DELETE, "(1)"),
                    segment(0, RowOp.WRITE, "(2,'again')", "(3,'three')"),
                    segment(1, RowOp.WRITE, "(3,'z',3)"))))
        .isInstanceOf(WriteOutcome.Committed.class);
    assertThat(sql("SELECT a,v FROM p ORDER BY a"))
        .containsExactly(List.of("2", "again"), List.of("3", "three"));
    assertThat(sql("SELECT a,b FROM c ORDER BY a"))
        .containsExactly(List.of("2", "y"), List.of("3", "z"));
    assertThat(ledger()).startsWith("1 0 8 ");
  }

  @Test
  void rowsOfBothTablesAreLoadedInOnePacket() {
    Lane lane = lane("utf8mb4", Mode.INSERT);

    lane.writeAfterClaim(
        batch(
            0,
            700,
            writes(0, 300, i -> "(" + i + ",\"p" + i + "\")"),
            writes(1, 400, i -> "(" + i / 2 + ",\"c" + i + "\"," + i + ")")));

    assertThat(counts()).isEqualTo("300 400");
    assertThat(one("SELECT SUM(v=SUBSTRING(b,2)) FROM c")).isEqualTo("400");
  }

  @Test
  void oneTableIsLoadedAndTheOthersFewRowsAreInserted() {
    Lane lane = lane("utf8mb4", Mode.INSERT);

    lane.writeAfterClaim(
        batch(
            0,
            301,
            writes(0, 300, i -> "(" + i + ",\"p" + i + "\")"),
            segment(1, RowOp.WRITE, "(299,\"x\",1)")));

    assertThat(counts()).isEqualTo("300 1");
  }

  @Test
  void refusedRowsOfEachTableAreNamedAndNothingIsWritten() {
    Lane lane = lane("utf8mb4", Mode.INSERT);
    lane.claimed(0, 0);

    WriteOutcome outcome =
        lane.write(
            batch(
                0,
                700,
                writes(0, 300, i -> "(" + (i == 250 ? 7 : i) + ",\"p\")"),
                writes(1, 400, i -> "(" + (i == 20 ? 9999 : 1) + ",\"c" + i + "\",1)")));

    assertThat(((WriteOutcome.Refused) outcome).refused())
        .extracting(RefusedRow::segment, RefusedRow::row, RefusedRow::code)
        .containsExactly(
            tuple(0, 250, RejectCode.DUPLICATE_KEY), tuple(1, 20, RejectCode.FOREIGN_KEY));
    assertThat(counts()).isEqualTo("0 0");
    assertThat(ledger()).startsWith("1 0 0 ");
  }

  @Test
  void aRowThatOthersReferToIsRefusedAsTheOneThatCannotGo() {
    Lane lane = lane(null, Mode.UPSERT);
    lane.writeAfterClaim(
        batch(
            0,
            1,
            segment(0, RowOp.WRITE, "(1,'v')", "(2,'v')", "(3,'v')"),
            segment(1, RowOp.WRITE, "(2,'x',1)")));

    WriteOutcome outcome = lane.write(batch(1, 4, segment(0, RowOp.DELETE, "(1)", "(2)", "(3)")));

    assertThat(((WriteOutcome.Refused) outcome).refused())
        .extracting(RefusedRow::segment, RefusedRow::row, RefusedRow::code)
        .containsExactly(tuple(0, 1, RejectCode.FOREIGN_KEY));
    assertThat(counts()).isEqualTo("3 1");
  }

  @Test
  void aDeleteFindsTheRowThatAWriteOfItsKeyWouldMeet() {
    sql(
        "CREATE TABLE k (s VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci,"
            + " d DECIMAL(12,2), t DATETIME(3), b VARBINARY(8), e ENUM('x','y'), v INT,"
            + " PRIMARY KEY (s,d,t,b,e)) ENGINE=InnoDB");
    List<String> columns = List.of("s", "d", "t", "b", "e", "v");
    Lane lane =
        new Lane(
            new SinkConfig(
                new LaneId("j", 0, 0),
                destination(),
                true,
                List.of(
                    new TableWrite("k", columns, columns.subList(0, 5), Mode.UPSERT, null, null)),
                0,
                "0123456789abcdef",
                QUICK));
    String first = "(\"Zoé\",12.50,\"2026-11-22 08:00:00.123\",x'00FF',\"x\"";
    lane.writeAfterClaim(
        batch(
            0,
            2,
            segment(0, RowOp.WRITE, first + ",1)", "(\"b\",1.00,\"2026-01-01\",x'00',\"y\",2)")));

    assertThat(
            lane.write(
                batch(
                    2,
                    3,
                    segment(
                        0,
                        RowOp.DELETE,
                        first.replace("Zoé", "zOÉ") + ")",
                        first.replace("Zoé", "É") + ")"))))
        .isInstanceOf(WriteOutcome.Committed.class);

    assertThat(sql("SELECT s FROM k")).containsExactly(List.of("b"));
  }

  @Test
  void soItIsWhereTheKeyIsOneColumn() {
    sql(
        "CREATE TABLE k (s VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci PRIMARY KEY)"
            + " ENGINE=InnoDB");
    Lane lane = lane(place("k"), Mode.UPSERT, Delivery.EXACTLY_ONCE, List.of("s"), "s");
    lane.writeAfterClaim(batch(0, 1, segment(0, RowOp.WRITE, "(\"Zoé\")", "(\"b\")")));

    assertThat(lane.write(batch(1, 2, segment(0, RowOp.DELETE, "(\"zOÉ\")", "(\"É\")"))))
        .isInstanceOf(WriteOutcome.Committed.class);

    assertThat(sql("SELECT s FROM k")).containsExactly(List.of("b"));
  }

  @Test
  void deletesReadNoMoreThanTheirKeys() {
    Lane lane = lane(null, Mode.UPSERT);
    lane.writeAfterClaim(
        batch(
            0,
            1,
            writes(0, 20_000, i -> "(" + i + ",'v')"),
            writes(1, 40_000, i -> "(" + i / 2 + ",'c" + i + "',1)")));
    sql("ANALYZE TABLE p,c");

    for (int count : new int[] {1, 2, DeleteSql.MOST_KEYS}) {
      IntFunction<String> key = i -> "(" + i + ",'c" + 2 * i + "')";
      assertThat(access(1, count, key)).as("%d compound keys", count).isEqualTo("range " + count);
      assertThat(access(0, count, i -> "(" + i + ")")).as("%d keys", count).startsWith("range ");
    }
    assertThat(
            lane.write(
                batch(
                    1,
                    2,
                    segment(
                        1,
                        RowOp.DELETE,
                        IntStream.range(0, 2500)
                            .mapToObj(i -> "(" + i + ",'c" + 2 * i + "')")
                            .toArray(String[]::new)))))
        .isInstanceOf(WriteOutcome.Committed.class);
    assertThat(counts()).isEqualTo("20000 37500");
  }

  /** How the server would find the rows of these keys: access type, and how many it expects. */
  private String access(int table, int count, IntFunction<String> key) {
    BatchText text =
        new BatchText(
            "j",
            dialect(),
            List.of(
                new TableWrite("p", List.of("a"), List.of("a"), Mode.UPSERT, null, null),
                new TableWrite(
                    "c", List.of("a", "b"), List.of("a", "b"), Mode.UPSERT, null, null)));
    String[] keys = IntStream.range(0, count).mapToObj(key).toArray(String[]::new);
    String delete =
        text.statement(segment(table, RowOp.DELETE, keys), new BatchText.Range(0, count));
    // MySQL has a column for partitions before the type and one for the share that is filtered.
    List<String> plan =
        sql("EXPLAIN " + (server.isMySql() ? "FORMAT=TRADITIONAL " : "") + delete).get(0);
    return server.isMySql() ? plan.get(4) + " " + plan.get(9) : plan.get(3) + " " + plan.get(8);
  }
}
