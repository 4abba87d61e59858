package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.flow.RowBatch;
import dev.millrace.flow.RowOp;
import dev.millrace.flow.Segment;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.Sql;
import dev.millrace.mysql.SqlBuffer;
import dev.millrace.mysqlerror.RaisedError;
import dev.millrace.mysqlwire.Latin1Wire;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.statement.BatchText;
import dev.millrace.statement.BatchText.Range;
import dev.millrace.statement.HeaderCodec;
import dev.millrace.statement.InsertSql;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.LoadSql;
import dev.millrace.statement.TableWrite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The texts that are sent. */
class StatementsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "MARIADB | INSERT | INSERT INTO `t``x` (`a`,`B`) VALUES (1,2)",
        "ANALYTICDB | INSERT | INSERT IGNORE INTO `t``x` (`a`,`B`) VALUES (1,2)",
        "MYSQL | IGNORE | INSERT INTO `t``x` (`a`,`B`) VALUES (1,2) ON DUPLICATE KEY UPDATE"
            + " `a`=`a`",
        "ANALYTICDB | IGNORE | INSERT IGNORE INTO `t``x` (`a`,`B`) VALUES (1,2)",
        "MYSQL | REPLACE | REPLACE INTO `t``x` (`a`,`B`) VALUES (1,2)",
        "MYSQL | UPSERT | INSERT INTO `t``x` (`a`,`B`) VALUES (1,2) ON DUPLICATE KEY UPDATE"
            + " `B`=VALUES(`B`)"
      })
  void eachModeHasItsStatement(Dialect dialect, Mode mode, String sql) {
    InsertSql insert = new InsertSql(dialect, mode, "t`x", List.of("a", "B"), List.of("A"));

    assertThat(insert.text("(1,2)")).isEqualTo(sql);
  }

  @ParameterizedTest
  @CsvSource({
    "9.7.4-2,true",
    "8.0.19,true",
    "8.4.3-ndb,true",
    "8.0.18,false",
    "8.0.11-TiDB-v8.5.0,false",
    "5.7.44-log,false",
    "11.4.5-MariaDB,false",
    "10.11.6-MariaDB-0+deb12u1-log,false",
    "5.5.5-10.6.1-MariaDB,false",
    "unknown,false",
    "99999999999.0.0,false"
  })
  void anUpsertNamesNewValuesByAnAliasWhereTheServerKnowsIt(String version, boolean alias) {
    InsertSql insert =
        new InsertSql(Dialect.MARIADB, Mode.UPSERT, "t", List.of("a", "b", "c`"), List.of("a"))
            .to(new ServerFacts(version, 1 << 20));

    assertThat(insert.text("(1,2,3)"))
        .isEqualTo(
            "INSERT INTO `t` (`a`,`b`,`c```) VALUES (1,2,3)"
                + (alias
                    ? " AS millrace_new ON DUPLICATE KEY UPDATE `b`=millrace_new.`b`,"
                        + "`c```=millrace_new.`c```"
                    : " ON DUPLICATE KEY UPDATE `b`=VALUES(`b`),`c```=VALUES(`c```)"));
  }

  @Test
  void aLedgerIsOnlyToldToBeAlteredWhereAColumnIsMissing() {
    Set<String> all =
        Set.of("target", "document_digest", "rounded_fields", "deleted", "filtered", "skipped");
    assertThat(LedgerTable.migration(all)).isEmpty();
    assertThat(LedgerTable.migration(Set.of("target", "document_digest", "rounded_fields")))
        .startsWith("ALTER TABLE millrace_ledger ADD COLUMN deleted ")
        .contains(", ADD COLUMN filtered ", ", ADD COLUMN skipped ");
  }

  @Test
  void theAliasIsNotTheTablesName() {
    InsertSql insert =
        new InsertSql(Dialect.MYSQL, Mode.UPSERT, "Millrace_New", List.of("a", "b"), List.of("a"))
            .to(new ServerFacts("9.7.4", 1 << 20));

    assertThat(insert.text("(1,2)"))
        .endsWith(" AS millrace_new_row ON DUPLICATE KEY UPDATE `b`=millrace_new_row.`b`");
  }

  @Test
  void anUpsertOfKeysOnlyUpdatesAKeyToItself() {
    InsertSql insert =
        new InsertSql(Dialect.MYSQL, Mode.UPSERT, "t", List.of("a", "b"), List.of("a", "b"));

    assertThat(insert.text("(1,2)")).endsWith(" ON DUPLICATE KEY UPDATE `a`=VALUES(`a`)");
  }

  @Test
  void aJobsNameIsNotTakenForAColumnOfTheLedger() {
    for (String job : List.of("rounded_fields", "target,document_digest")) {
      assertThat(LedgerSql.readEarlier(job, Set.of("nulled_fields", "quarantined")))
          .contains(",nulled_fields,0,quarantined,", ",NULL,NULL,")
          .contains("WHERE job='" + job + "'");
      assertThat(LedgerSql.readEarlier(job, Set.of("rounded_fields", "target")))
          .contains(
              ",written,nulled_fields,rounded_fields,quarantined,tombstones,gaps,0,0,0,",
              ",target,NULL,")
          .contains("WHERE job='" + job + "'");
      assertThat(LedgerSql.read(job)).contains(",rounded_fields,", ",target,document_digest,");
    }
  }

  @Test
  void aMoveNamesEachPartitionWithItsEpochAndGuardsTheirNumber() {
    LedgerMove first =
        new LedgerMove(
            "t",
            0,
            100,
            110,
            Counts.of(Count.WRITTEN, 9).with(Count.NULLED_FIELDS, 2).with(Count.QUARANTINED, 1),
            -1);
    LedgerMove second = new LedgerMove("t", 3, 5, 6, Counts.of(Count.WRITTEN, 1), -1);
    Map<PartitionId, LedgerRow> held =
        Map.of(
            first.id(), LedgerRow.startingAt(first.id(), 100).withEpoch(4),
            second.id(), LedgerRow.startingAt(second.id(), 5).withEpoch(8));

    assertThat(LedgerSql.move("o'j", List.of(first, second), held))
        .isEqualTo(
            "UPDATE millrace_ledger SET next_offset=CASE `partition` WHEN 0 THEN 110 WHEN 3 THEN 6"
                + " END,written=written+CASE `partition` WHEN 0 THEN 9 WHEN 3 THEN 1 END,"
                + "nulled_fields=nulled_fields+CASE `partition` WHEN 0 THEN 2 WHEN 3 THEN 0 END,"
                + "quarantined=quarantined+CASE `partition` WHEN 0 THEN 1 WHEN 3 THEN 0 END,"
                + "updated_at=UTC_TIMESTAMP(3) WHERE job='o''j' AND ((topic='t' AND `partition`=0"
                + " AND epoch=4 AND next_offset=100) OR (topic='t' AND `partition`=3 AND epoch=8"
                + " AND next_offset=5));INSERT INTO millrace_ledger(job,topic,`partition`,epoch,"
                + "start_offset,next_offset,written,nulled_fields,rounded_fields,quarantined,"
                + "tombstones,gaps,updated_at) SELECT '','','"
                + RaisedError.FENCED.word()
                + "',0,0,0,0,0,0,0,0,0,UTC_TIMESTAMP(3)"
                + " FROM DUAL WHERE ROW_COUNT()<>2");
  }

  @Test
  void aMoveOfSeveralTopicsNamesThemForEqualNumbersAreOtherPartitions() {
    LedgerMove first = new LedgerMove("a", 0, 100, 102, Counts.of(Count.WRITTEN, 2), -1);
    LedgerMove second = new LedgerMove("b", 0, 5, 6, Counts.of(Count.WRITTEN, 1), -1);
    Map<PartitionId, LedgerRow> held =
        Map.of(
            first.id(), LedgerRow.startingAt(first.id(), 100).withEpoch(4),
            second.id(), LedgerRow.startingAt(second.id(), 5).withEpoch(8));

    assertThat(LedgerSql.move("j", List.of(first, second), held))
        .startsWith(
            "UPDATE millrace_ledger SET next_offset=CASE WHEN (topic='a' AND `partition`=0) THEN"
                + " 102 WHEN (topic='b' AND `partition`=0) THEN 6 END,written=written+CASE WHEN"
                + " (topic='a' AND `partition`=0) THEN 2 WHEN (topic='b' AND `partition`=0) THEN 1"
                + " END,updated_at=UTC_TIMESTAMP(3) WHERE job='j' AND ((topic='a' AND `partition`=0"
                + " AND epoch=4 AND next_offset=100) OR (topic='b' AND `partition`=0 AND epoch=8"
                + " AND next_offset=5));");
  }

  @Test
  void aBatchIsOnePacketOrRangesThatFit() {
    BatchText text = new BatchText("j", Dialect.MYSQL, List.of(table("t", null, List.of("a"))));
    RowBatch batch = DatabaseIT.batch(0, 4, "(1)", "(22)", "('" + "x".repeat(50) + "')", "('ä')");

    Segment rows = batch.segments().get(0);

    assertThat(text.transaction("MOVE", Map.of(), batch, 1000))
        .isEqualTo(
            Latin1Wire.sql(
                "BEGIN;MOVE;INSERT INTO `t` (`a`) VALUES (1),(22),('"
                    + "x".repeat(50)
                    + "'),('ä');COMMIT"));
    assertThat(text.transaction("MOVE", Map.of(), batch, 100)).isNull();
    assertThat(text.ranges(rows, 40))
        .containsExactly(new Range(0, 2), new Range(2, 3), new Range(3, 4));
    assertThat(text.statement(rows, new Range(1, 2)))
        .isEqualTo("INSERT INTO `t` (`a`) VALUES (22)");
  }

  @Test
  void whatIsDeletedGoesFirstAndChildrenGoBeforeTheirParents() {
    BatchText text =
        new BatchText(
            "j",
            Dialect.MYSQL,
            List.of(
                table("p", null, List.of("a", "v"), "a"),
                table("c", null, List.of("a", "b", "v"), "a", "b")));
    RowBatch batch =
        new RowBatch(
            List.of(
                DatabaseIT.segment(1, RowOp.DELETE, "(1,'x')", "(1,'y')"),
                DatabaseIT.segment(0, RowOp.DELETE, "(1)", "(2)"),
                DatabaseIT.segment(0, RowOp.WRITE, "(3,'v')"),
                DatabaseIT.segment(1, RowOp.WRITE, "(3,'x',1)", "(3,'y',2)")),
            List.of(DatabaseIT.move(0, 0, 8)),
            List.of());

    assertThat(text.transaction("MOVE", Map.of(), batch, 1000))
        .isEqualTo(
            "BEGIN;MOVE;DELETE FROM `c` WHERE (`a`=1 AND `b`='x') OR (`a`=1 AND `b`='y');"
                + "DELETE FROM `p` WHERE `a` IN ((1),(2));"
                + "INSERT INTO `p` (`a`,`v`) VALUES (3,'v');"
                + "INSERT INTO `c` (`a`,`b`,`v`) VALUES (3,'x',1),(3,'y',2);COMMIT");
    List<Segment> turned = new ArrayList<>(batch.segments());
    Collections.reverse(turned);
    assertThatThrownBy(() -> new RowBatch(turned, batch.moves(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCompoundKeyIsComparedColumnByColumnAndAStatementDeletesFiveHundred() {
    BatchText text =
        new BatchText("j", Dialect.MYSQL, List.of(table("c", null, List.of("a", "b"), "b", "a")));
    String[] keys = IntStream.range(0, 1001).mapToObj(i -> "(" + i + ",0)").toArray(String[]::new);
    keys[1] = "(\"a,\\\",b'\",x'2C')";
    Segment segment = DatabaseIT.segment(0, RowOp.DELETE, keys);

    assertThat(text.ranges(segment, 1 << 20))
        .containsExactly(new Range(0, 500), new Range(500, 1000), new Range(1000, 1001));
    assertThat(text.statement(segment, new Range(0, 2)))
        .isEqualTo("DELETE FROM `c` WHERE (`b`=0 AND `a`=0) OR (`b`=\"a,\\\",b'\" AND `a`=x'2C')");
    for (Range range : List.of(new Range(0, 1), new Range(0, 2), new Range(500, 1001))) {
      assertThat(text.statement(segment, range)).hasSize((int) text.bytes(segment, range));
    }
    assertThat(text.ranges(segment, 120))
        .allSatisfy(range -> assertThat(text.bytes(segment, range)).isLessThanOrEqualTo(120));
  }

  @Test
  void loadedRowsOfEachTableAreAFileOfTheirOwn() {
    List<TableWrite> tables =
        List.of(table("p", "binary", List.of("a")), table("c", "utf8mb4", List.of("a")));
    BatchText text = new BatchText("j", Dialect.MARIADB, tables);
    Segment first = DatabaseIT.segment(0, RowOp.WRITE, "(1)");
    Segment second = DatabaseIT.segment(1, RowOp.WRITE, "(2)", "(3)");
    RowBatch batch =
        new RowBatch(List.of(first, second), List.of(DatabaseIT.move(0, 0, 2)), List.of());
    String load =
        "LOAD DATA LOCAL INFILE 'millrace-rows' INTO TABLE `p` CHARACTER SET binary FIELDS"
            + " TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '\\\\' LINES STARTING"
            + " BY '(' TERMINATED BY ')' (`a`)";

    assertThat(new LoadSql(0, Mode.INSERT, "p", List.of("a"), "binary").statement())
        .isEqualTo(load);
    assertThat(new LoadSql(1, Mode.INSERT, "c", List.of("a"), "utf8mb4").statement())
        .startsWith(
            "LOAD DATA LOCAL INFILE 'millrace-rows-1' INTO TABLE `c` CHARACTER SET utf8mb4");
    assertThat(text.transaction("MOVE", Map.of(first, load), batch, 1000))
        .isEqualTo("BEGIN;MOVE;" + load + ";INSERT INTO `c` (`a`) VALUES (2),(3);COMMIT");
  }

  private static TableWrite table(
      String name, String loadCharset, List<String> columns, String... keys) {
    return new TableWrite(name, columns, List.of(keys), Mode.INSERT, loadCharset, null);
  }

  @Test
  void headersAreKeptByteForByteWithinTheirBound() {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put("plain", "x".getBytes(StandardCharsets.UTF_8));
    headers.put("\u0001\\\"'\u001f漢😀", new byte[] {0, -1, 13});
    headers.put("", new byte[0]);
    headers.put("none", null);

    String text = HeaderCodec.of(headers);

    assertThat(HeaderCodec.read(text)).hasSize(4).containsAllEntriesOf(headers);
    assertThat((long) Sql.text(text).getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(HeaderCodec.bytes(headers));
    assertThat(HeaderCodec.of(Map.of())).isEqualTo("{}");
    assertThat(HeaderCodec.read(null)).isNull();
  }

  @Test
  void wireTextIsUtf8BytesOneCharEach() {
    String text = "a'ä漢😀";

    assertThat(Latin1Wire.sql(text).getBytes(StandardCharsets.ISO_8859_1))
        .isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    assertThat(Sql.text("a'\\\0")).isEqualTo("'a''\\\\\\0'");
    assertThat(Sql.text(null)).isEqualTo("NULL");
    assertThat(new SqlBuffer().appendHex(new byte[] {0, (byte) 0xA9}).toWire())
        .isEqualTo("x'00A9'");
  }
}
