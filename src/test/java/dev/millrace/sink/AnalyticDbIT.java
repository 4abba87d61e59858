package dev.millrace.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.dialect.Dialects;
import dev.millrace.error.RejectCode;
import dev.millrace.flow.LaneEvent;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.flow.WriteOutcome.Committed;
import dev.millrace.flow.WriteOutcome.Refused;
import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerMove;
import dev.millrace.mysqlwire.Latin1Wire;
import dev.millrace.schema.CreateTable;
import dev.millrace.schema.TableInspection;
import dev.millrace.spec.Dialect;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.WriteSpec.Delivery;
import dev.millrace.spec.WriteSpec.Mode;
import dev.millrace.statement.QuarantineSql;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A MariaDB in AnalyticDB's part: it must never be sent what AnalyticDB lacks. */
class AnalyticDbIT extends DatabaseIT {
  private static final String[] LACKING = {
    "BEGIN",
    "START",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "SET ",
    "PREPARE",
    "EXPLAIN",
    "Prepare",
    "millrace_ledger",
    "LOCK",
    "Set option"
  };

  @Test
  void nothingIsSentThatAnalyticDbLacks() {
    int logged = server.generalLog().length();
    sql("CREATE USER adb@'%' IDENTIFIED BY 'p'");
    sql("GRANT ALL ON " + database + ".* TO adb@'%'");
    sql("CREATE TABLE r (id BIGINT PRIMARY KEY, v VARCHAR(200))");
    sql(QuarantineSql.create(Dialects.of(dialect())));
    Place place = as(place("r", Dialect.ANALYTICDB, server.port()), "adb", "p");
    DestinationDatabase database = new DestinationDatabase(vertx, place.at());
    TableInspection found = on(() -> database.inspect("r"));
    assertThat(found.table()).isPresent();
    JobSpec job =
        job(
            place,
            Mode.REPLACE,
            Delivery.AT_LEAST_ONCE,
            MappingEntry.of("/id", "id", null),
            MappingEntry.of("/v", "v", null));
    assertThat(on(() -> database.checkPrivileges(List.of(inspected(job, found)), false, false)))
        .isEmpty();
    assertThat(on(() -> database.readLedger("j", target("r")))).isEmpty();
    Lane lane = lane(place, Mode.REPLACE, Delivery.AT_LEAST_ONCE, List.of("id", "v"));
    assertThat(lane.claimed(0, 7)).isEqualTo(7);
    String[] many =
        IntStream.range(100, 3000)
            .mapToObj(i -> "(" + i + ",'" + "x".repeat(100) + "')")
            .toArray(String[]::new);

    assertThat(lane.write(batch(7, 9, "(1,'ä;漢')", "(2,'b')"))).isInstanceOf(Committed.class);
    assertThat(lane.write(batch(9, 2909, many))).isInstanceOf(Committed.class);
    Refused refused =
        (Refused) lane.write(batch(2909, 2911, "(1,'again')", "(3,'" + "x".repeat(300) + "')"));
    assertThat(refused.refused()).extracting(WriteOutcome.RefusedRow::row).containsExactly(1);
    QuarantineRow row =
        new QuarantineRow(
            "t",
            0,
            2910,
            5,
            null,
            Map.of(),
            new byte[] {1},
            RejectCode.TOO_LONG,
            null,
            "v",
            "/v",
            "x");
    assertThat(
            lane.write(
                batch(
                    List.of(
                        new LedgerMove(
                            "t",
                            0,
                            2909,
                            2911,
                            Counts.of(Count.WRITTEN, 1).with(Count.QUARANTINED, 1),
                            -1)),
                    List.of(row),
                    "(1,'again')")))
        .isInstanceOf(Committed.class);
    on(database::close);

    assertThat(one("SELECT CONCAT(COUNT(*),' ',SUM(v='again')) FROM r")).isEqualTo("2902 1");
    assertThat(one("SELECT COUNT(*) FROM millrace_quarantine")).isEqualTo("1");
    List<String> statements = statementsOf("adb", logged);
    assertThat(statements).hasSizeGreaterThan(6);
    for (String statement : statements) {
      assertThat(statement).doesNotContainIgnoringCase("ENGINE=InnoDB");
      assertThat(statement.replace(Latin1Wire.sql("ä;漢"), "")).doesNotContain(";");
      for (String lacking : LACKING) {
        assertThat(statement).doesNotContain(lacking);
      }
    }
    sql("DROP USER adb@'%'");
  }

  @Test
  void aLostAnswerIsAskedForAgainWithoutHarm() {
    CuttingProxy proxy = new CuttingProxy(vertx, server.port());
    sql("CREATE TABLE r (id INT PRIMARY KEY, v INT)");
    Place place = place("r", Dialect.ANALYTICDB, get(proxy.start()));
    Lane lane = lane(place, Mode.INSERT, Delivery.AT_LEAST_ONCE, List.of("id", "v"));
    lane.claimed(0, 0);
    lane.write(batch(0, 1, "(1,1)"));
    proxy.swallowAnswersTo("INSERT IGNORE INTO `r`", 100);

    Future<WriteOutcome> pending = lane.send(batch(1, 3, "(2,2)", "(3,3)"));

    assertThat(((Committed) get(pending)).rows().get(0).nextOffset()).isEqualTo(3);
    assertThat(sql("SELECT * FROM r")).hasSize(3);
    assertThat(events).hasAtLeastOneElementOfType(LaneEvent.Retrying.class);
  }

  @Test
  void withoutAKeyTheRecordsPlaceIsTheKey() {
    List<MappingEntry> mapping =
        CreateTable.withRecordKey(
            List.of(
                MappingEntry.of("/a", "a", "INT UNSIGNED"),
                MappingEntry.of("/b", "b", "LONGTEXT"),
                MappingEntry.of("/c", "c", "BLOB")));

    assertThat(CreateTable.sql(Dialect.ANALYTICDB, "r", mapping))
        .isEqualTo(
            """
            CREATE TABLE IF NOT EXISTS `r` (
              `__topic` VARCHAR(249) NOT NULL,
              `__partition` INT NOT NULL,
              `__offset` BIGINT NOT NULL,
              `a` BIGINT NULL,
              `b` VARCHAR NULL,
              `c` VARBINARY NULL,
              PRIMARY KEY (`__topic`,`__partition`,`__offset`)
            ) DISTRIBUTED BY HASH(`__topic`,`__partition`,`__offset`)\
            """);
  }

  /**
   * What the server received of that user, from the general log: all commands, not only queries.
   */
  private List<String> statementsOf(String user, int from) {
    String log = server.generalLog().substring(from);
    List<String> connections =
        log.lines()
            .filter(line -> line.contains("Connect\t") && line.contains(user + "@"))
            .map(AnalyticDbIT::connection)
            .toList();
    return log.lines()
        .filter(line -> line.matches("(?s).*\\d+ [A-Z][a-z ]+\t.*") && !line.contains("Connect\t"))
        .filter(line -> connections.contains(connection(line)))
        .map(line -> line.substring(line.indexOf('\t', line.indexOf(connection(line))) + 1))
        .toList();
  }

  private static String connection(String line) {
    return line.replaceFirst("^.*?\\s(\\d+) [A-Z][a-z ]+\t.*$", "$1");
  }
}
