package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every form an entry of a mapping can take, from the topic to the table. */
class MappingFormsIT {
  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(2);

  /** Runs a job over what is in the topic until it has taken that many records. */
  private JobStatus run(int records, String more, String... entries) {
    List<String> objects = new ArrayList<>();
    for (String entry : entries) {
      String[] parts = entry.split(" > ");
      String extra = parts.length > 2 ? "," + parts[2] : "";
      objects.add("{\"path\":\"" + parts[0] + "\",\"column\":\"" + parts[1] + "\"" + extra + "}");
    }
    engine.put("{\"mapping\":" + objects + ",\"batch\":{\"lingerMs\":20}" + more + "}");
    engine.start();
    JobStatus status = engine.untilCaughtUp(records);
    assertThat(status.balanced()).isTrue();
    return status;
  }

  private void table(String columns) {
    engine.execute("CREATE TABLE t (" + columns + ") DEFAULT CHARSET utf8mb4");
  }

  private List<List<String>> rows(String columns) {
    return engine.query("SELECT " + columns + " FROM t ORDER BY 1");
  }

  @Test
  void theRecordsOwnDataAreColumnsLikeAnyOther() {
    // Older ones the broker would delete.
    long stamp = System.currentTimeMillis() / 1_000 * 1_000 - 3_600_000 + 123;
    LocalDateTime utc = LocalDateTime.ofInstant(Instant.ofEpochMilli(stamp), ZoneOffset.UTC);
    engine
        .topic()
        .send(
            new ProducerRecord<>(
                engine.topic().name(),
                1,
                stamp,
                "key-ä".getBytes(StandardCharsets.UTF_8),
                "{ \"a\" : 1 }".getBytes(StandardCharsets.UTF_8),
                List.of(
                    new RecordHeader("trace/id", "first".getBytes(StandardCharsets.UTF_8)),
                    new RecordHeader("trace/id", "last ☃".getBytes(StandardCharsets.UTF_8)))));

    run(
        1,
        "",
        "$topic > a > \"type\":\"VARCHAR(249)\"",
        "$partition > b > \"type\":\"INT\"",
        "$offset > c > \"type\":\"BIGINT\"",
        "$timestamp > d > \"type\":\"DATETIME(3)\"",
        "$timestamp > e > \"type\":\"BIGINT\"",
        "$key > f > \"type\":\"VARCHAR(64)\"",
        "$headers/trace/id > g > \"type\":\"VARCHAR(64)\"",
        "$headers/none > h > \"type\":\"VARCHAR(64)\"",
        "$value > i > \"type\":\"LONGTEXT\"",
        "$ingestTime > k > \"type\":\"BIGINT\"");

    assertThat(rows("a,b,c,CAST(d AS CHAR),e,f,g,IFNULL(h,'NULL'),i"))
        .containsExactly(
            List.of(
                engine.topic().name(),
                "1",
                "0",
                utc.format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS")),
                "" + stamp,
                "key-ä",
                "last ☃",
                "NULL",
                "{ \"a\" : 1 }"));
    assertThat(engine.number("SELECT k FROM t"))
        .isCloseTo(System.currentTimeMillis(), within(60_000L));
  }

  @Test
  void anArrayAtTheRootIsOneRowForEachElement() {
    engine.send(0, "[{\"v\":\"a\"},{\"v\":\"b\",\"x\":[1,2]}, {}]", "[]", "[{\"v\":\"c\"}]");

    JobStatus status =
        run(
            3,
            ",\"parse\":{\"root\":\"array\"}",
            "$offset > o > \"type\":\"BIGINT\",\"key\":true",
            "$index > i > \"type\":\"INT\",\"key\":true",
            "/v > v > \"type\":\"VARCHAR(9)\"");

    assertThat(rows("CONCAT(o,' ',i,' ',IFNULL(v,'NULL'))"))
        .extracting(row -> row.get(0))
        .containsExactly("0 0 a", "0 1 b", "0 2 NULL", "2 0 c");
    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(3);
    assertThat(status.unmapped()).containsExactly("/x");
  }

  @Test
  void whatAPutMapsIsNotListedAsUnmappedAnyMore() {
    engine.send(0, "{\"a\":1,\"b\":2,\"c\":3}");
    table("a INT, b INT");
    JobStatus before = run(1, "", "/a > a > \"type\":\"INT\"");
    assertThat(before.unmapped()).containsExactlyInAnyOrder("/b", "/c");
    engine.stop();

    engine.send(0, "{\"a\":1,\"b\":2,\"c\":3}");
    JobStatus after = run(2, "", "/a > a > \"type\":\"INT\"", "/b > b > \"type\":\"INT\"");

    assertThat(after.unmapped()).containsExactly("/c");
  }

  @Test
  void pathsLeadThroughEveryKeyAndIndexAndTheRestIsListedAsUnmapped() {
    engine.send(
        0,
        "{\"a.b\":1,\"c/d\":{\"~e\":2,\"\":3},\" f \":[{\"g\":4},{\"g\":[5,6]}],\"h\":null,"
            + "\"more\":{\"deep\":{\"er\":1}},\"`\\u0061\":7}");

    JobStatus status =
        run(
            1,
            "",
            "/a.b > a > \"type\":\"INT\"",
            "/c~1d/~0e > b > \"type\":\"INT\"",
            "/c~1d/ > c > \"type\":\"INT\"",
            "/ f /1/g/1 > d`e > \"type\":\"INT\"",
            "/ f /0 > f > \"type\":\"JSON\"",
            "/ f /9/g > g > \"type\":\"INT\"",
            "/h/i > select > \"type\":\"INT\"",
            "/`a > order > \"type\":\"INT\"");

    assertThat(rows("a,b,c,`d``e`,f,IFNULL(g,'NULL'),IFNULL(`select`,'NULL'),`order`"))
        .containsExactly(List.of("1", "2", "3", "6", "{\"g\":4}", "NULL", "NULL", "7"));
    assertThat(status.unmapped()).containsExactly("/ f /1/g/*", "/more");
  }

  @Test
  void whatIsAbsentIsNullOrTheColumnsDefault() {
    table(
        "id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, a INT DEFAULT 5, b INT DEFAULT 5,"
            + " c VARCHAR(9) NOT NULL DEFAULT 'x', d DATETIME DEFAULT '2020-01-01', n INT");
    engine.send(
        0, "{\"n\":1}", "{\"n\":2,\"a\":1,\"b\":2,\"c\":\"y\",\"d\":0}", "{\"n\":3,\"b\":null}");

    run(
        3,
        "",
        "/n > n",
        "/a > a",
        "/b > b > \"absent\":\"default\"",
        "/c > c > \"absent\":\"default\"");

    assertThat(rows("id,n,IFNULL(a,'NULL'),IFNULL(b,'NULL'),c,YEAR(d)"))
        .containsExactly(
            List.of("1", "1", "NULL", "5", "x", "2020"),
            List.of("2", "2", "1", "2", "y", "2020"),
            List.of("3", "3", "NULL", "NULL", "x", "2020"));
  }

  @Test
  void anAutoIncrementColumnIsFilledByTheServerWhereTheRecordHasNothing() {
    table("id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT");
    engine.send(0, "{\"id\":10,\"n\":1}", "{\"n\":2}");

    run(2, "", "/id > id > \"absent\":\"default\"", "/n > n");

    assertThat(rows("id,n")).containsExactly(List.of("10", "1"), List.of("11", "2"));
  }

  @Test
  void anAutoIncrementColumnKeepsAZero() {
    table("id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, n INT");
    engine.send(
        0, "{\"id\":0,\"n\":1}", "{\"n\":2}", "{\"id\":null,\"n\":3}", "{\"id\":0,\"n\":4}");

    run(4, ",\"write\":{\"mode\":\"upsert\"}", "/id > id", "/n > n");

    assertThat(rows("id,n"))
        .containsExactly(List.of("0", "4"), List.of("1", "2"), List.of("2", "3"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insert|1 a 5;2 b 9",
        "ignore|1 a 5;2 b 9",
        "replace|1 d 9;2 b 9",
        "upsert|1 d 5;2 b 9"
      })
  void theModeDecidesWhatAnEqualKeyMeansAndTheLaterRecordWins(String mode, String expected) {
    table("id INT PRIMARY KEY, v VARCHAR(9), kept INT DEFAULT 9");
    engine.execute("INSERT INTO t VALUES (1,'a',5)");
    engine.send(0, "{\"id\":2,\"v\":\"b\"}");
    if (!mode.equals("insert")) {
      engine.send(0, "{\"id\":1,\"v\":\"c\"}", "{\"id\":1,\"v\":\"d\"}");
    }

    run(
        mode.equals("insert") ? 1 : 3,
        ",\"write\":{\"mode\":\"" + mode + "\"}",
        "/id > id",
        "/v > v");

    assertThat(rows("CONCAT(id,' ',v,' ',kept)"))
        .extracting(row -> row.get(0))
        .containsExactly(expected.split(";"));
  }
}
