package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import dev.millrace.testkit.Eventually;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What columns of a table that was there before make of values, as the server tells it. */
class ColumnFormsIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private void table(String columns) {
    engine.execute("CREATE TABLE t (" + columns + ")");
  }

  private JobStatus run(int records, String more, String mapping) {
    engine.put("{\"mapping\":[" + mapping + "],\"batch\":{\"lingerMs\":20}" + more + "}");
    engine.start();
    return engine.untilCaughtUp(records);
  }

  /** An entry for the member that is called like the column. */
  private static String entry(String column) {
    return "{\"path\":\"/" + column + "\",\"column\":\"" + column + "\"}";
  }

  private Map<String, String> row() {
    return engine.table().rows().get(0);
  }

  @Test
  void instantsAreWrittenInTheJobsTimeZone() {
    table("a DATETIME(6), b TIMESTAMP(3) NULL, c DATETIME, d DATE, e DATETIME(3), f TIME(3)");
    engine.send(
        0,
        "{\"a\":\"2024-03-31T00:59:59.123456Z\",\"b\":\"2024-03-31T01:00:00.5Z\","
            + "\"c\":\"2024-03-31 12:00:00\",\"d\":\"2024-03-30T23:00:00Z\","
            + "\"e\":1711846800999,\"f\":\"12:34:56.7896\"}");

    run(
        1,
        ",\"timeZone\":\"Europe/Berlin\"",
        String.join(",", entry("a"), entry("b"), entry("c"), entry("d"), entry("e"), entry("f")));

    assertThat(row())
        .containsEntry("a", "2024-03-31 01:59:59.123456")
        .containsEntry("c", "2024-03-31 12:00:00")
        .containsEntry("d", "2024-03-31")
        .containsEntry("e", "2024-03-31 03:00:00.999")
        .containsEntry("f", "12:34:56.790");
    // An instant is what a TIMESTAMP keeps, whatever zone the job writes in.
    assertThat(engine.value("SELECT CAST(UNIX_TIMESTAMP(b) AS CHAR) FROM t"))
        .isEqualTo("1711846800.500");
  }

  @Test
  void aTableOfOldCharacterSetsKeepsWhatItCanAndNullsTheRest() {
    table(
        "id INT PRIMARY KEY, a VARCHAR(20) CHARACTER SET latin1,"
            + " b VARCHAR(20) CHARACTER SET utf8mb3, c TINYTEXT CHARACTER SET latin1");
    engine.send(
        0,
        "{\"id\":1,\"a\":\"Zoë € naïve\",\"b\":\"水車 Ω\",\"c\":\"ÿ\\u00ff\"}",
        "{\"id\":2,\"a\":\"水\",\"b\":\"😀\",\"c\":\"\\ud83d\\ude00\"}");

    JobStatus status =
        run(
            2,
            ",\"dirtyData\":\"null\"",
            String.join(",", entry("id"), entry("a"), entry("b"), entry("c")));

    assertThat(engine.table().rows("ORDER BY id"))
        .extracting(r -> r.get("a") + "|" + r.get("b") + "|" + r.get("c"))
        .containsExactly("Zoë € naïve|水車 Ω|ÿÿ", "null|null|null");
    // The lane tells of them, which may come after the ledger moved.
    assertThat(
            Eventually.get(
                "samples of what was nulled",
                SOON,
                () -> engine.status().nulledSamples(),
                samples -> samples.size() == 3))
        .extracting(sample -> sample.code())
        .containsOnly("not-in-charset");
    assertThat(status.partitions().get(0).ledger().count(Count.NULLED_FIELDS)).isEqualTo(3);
  }

  @Test
  void numbersAreExactAndJsonIsTheMessagesOwnText() {
    table(
        "a DECIMAL(65,30), b DECIMAL(20,0), c DECIMAL(10,2), d BIGINT UNSIGNED, e BIGINT,"
            + " f JSON, g JSON, h DOUBLE, i VARCHAR(40), k VARBINARY(4), l BIT(12)");
    String json = "{ \"b\" : [ 1.50 , \"\\u00e9\\/\" , null ] , \"a\":1e2,\"b\":2 }";
    engine.send(
        0,
        "{\"a\":12345678901234567890123456789012345.123456789012345678901234567890,"
            + "\"b\":\"18446744073709551615\",\"c\":2.345,\"d\":18446744073709551615,"
            + "\"e\":-9.223372036854775808e18,\"f\":"
            + json
            + ",\"g\":\"text\",\"h\":0.1,\"i\":1.10e+05,\"k\":\"AAEC/w==\",\"l\":4095}");

    run(
        1,
        "",
        String.join(",", entry("a"), entry("b"), entry("c"), entry("d"), entry("e"), entry("f"))
            + ","
            + String.join(",", entry("g"), entry("h"), entry("i"), entry("l"))
            + ",{\"path\":\"/k\",\"column\":\"k\",\"encoding\":\"base64\"}");

    assertThat(row())
        .containsEntry("a", "12345678901234567890123456789012345.123456789012345678901234567890")
        .containsEntry("b", "18446744073709551615")
        .containsEntry("c", "2.35")
        .containsEntry("d", "18446744073709551615")
        .containsEntry("e", "-9223372036854775808")
        .containsEntry("f", StoredJson.of(engine.database(), json))
        .containsEntry("g", StoredJson.of(engine.database(), "\"text\""))
        .containsEntry("h", "0.1")
        .containsEntry("i", "1.10e+05");
    assertThat(engine.value("SELECT CONCAT(HEX(k),' ',l+0) FROM t")).isEqualTo("000102FF 4095");
  }
}
