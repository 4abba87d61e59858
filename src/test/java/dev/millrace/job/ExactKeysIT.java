package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.JobStatus;
import dev.millrace.model.Count;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that differ only in case, accents or blanks at the end stay different rows. */
class ExactKeysIT {
  private static final String[] KEYS = {
    "dQw4w9WgXcQ", "dqw4w9wgxcq", "abc", "abc ", "Ann", "Ánn", "ABC"
  };

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private String exact() {
    return engine.database().isMySql() ? "utf8mb4_0900_bin" : "utf8mb4_nopad_bin";
  }

  private void sendKeys() {
    for (String key : KEYS) {
      engine.send(0, new JsonObject().put("id", key).put("n", 1).encode());
    }
  }

  private JobStatus upsert(String type) {
    engine.put(
        "{\"write\":{\"mode\":\"upsert\"},\"mapping\":["
            + "{\"path\":\"/id\",\"column\":\"id\",\"type\":\""
            + type
            + "\",\"key\":true},{\"path\":\"/n\",\"column\":\"n\",\"type\":\"INT\"}]}");
    engine.start();
    return engine.untilCaughtUp(KEYS.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"VARCHAR(64)", "CHAR(20)", "VARBINARY(64)"})
  void aCreatedTableKeepsThemApart(String type) {
    sendKeys();

    JobStatus status = upsert(type);

    assertThat(status.partitions().get(0).ledger().count(Count.WRITTEN)).isEqualTo(KEYS.length);
    assertThat(engine.query("SELECT CONVERT(id USING utf8mb4) FROM t"))
        .extracting(row -> row.get(0))
        .containsExactlyInAnyOrder(KEYS);
    assertThat(status.warnings()).isEmpty();
  }

  @Test
  void aTableOfTheUsersThatDoesNotIsAWarningOfCheckAndStatus() {
    sendKeys();
    engine.execute("CREATE TABLE t (id VARCHAR(64) PRIMARY KEY, n INT) CHARSET utf8mb4");

    JobStatus status = upsert("VARCHAR(64)");

    assertThat(status.warnings())
        .anySatisfy(
            w -> {
              assertThat(w.code().label()).isEqualTo("blind-collation");
              assertThat(w.message()).contains("'id'", "case", "accents", "COLLATE " + exact());
            });
    assertThat(engine.check().warnings())
        .extracting(w -> w.code().label())
        .contains("blind-collation");
  }

  @Test
  void onlyKeysThatTheJobFillsAndThatAreBlindAreWarnedOf() {
    sendKeys();
    engine.execute(
        "CREATE TABLE t (id VARCHAR(64) COLLATE "
            + exact()
            + " PRIMARY KEY, n INT,"
            + " other VARCHAR(20) UNIQUE) CHARSET utf8mb4");

    assertThat(upsert("VARCHAR(64)").warnings()).isEmpty();
    assertThat(engine.rows()).isEqualTo(KEYS.length);
  }

  @Test
  void whatAKeyIgnoresIsFoundByTheServerAndNotByNames() {
    sendKeys();
    for (List<String> key :
        List.of(
            List.of("VARCHAR(64) COLLATE utf8mb4_bin PRIMARY KEY", "without regard to blanks at"),
            List.of("VARCHAR(64) COLLATE " + exact() + ", UNIQUE (id(2))", "the first 2"),
            List.of("CHAR(64) COLLATE " + exact() + " PRIMARY KEY", "blanks at the end"),
            List.of("VARCHAR(64) CHARSET latin1 PRIMARY KEY", "case, accents and blanks"),
            List.of("VARCHAR(64) CHARSET utf8mb3 COLLATE utf8mb3_bin PRIMARY KEY", "blanks"))) {
      engine.execute("CREATE TABLE t (n INT, id " + key.get(0) + ")");
      engine.put(
          "{\"mapping\":[{\"path\":\"/id\",\"column\":\"ID\"},{\"path\":\"/n\",\"column\":\"n\"}]}");

      assertThat(engine.check().warnings())
          .as(key.get(0))
          .filteredOn(w -> w.code().label().equals("blind-collation"))
          .singleElement()
          .satisfies(w -> assertThat(w.message()).contains(key.get(1), "duplicate-key"));
      engine.execute("DROP TABLE t");
    }
  }
}
