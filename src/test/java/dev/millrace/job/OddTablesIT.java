package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.Count;
import dev.millrace.model.JobState;
import dev.millrace.testkit.Eventually;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that are not what they seem: what is amiss with them is told before a start, and is never
 * a record's fault.
 */
class OddTablesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"key\":true},"
          + "{\"path\":\"/s\",\"column\":\"s\"}]";
  private static final String WITHOUT_KEY =
      "\"mapping\":[{\"path\":\"/s\",\"column\":\"s\",\"type\":\"VARCHAR(40)\"}]";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  @BeforeEach
  void start() {
    engine.send(0, "{\"id\":1,\"s\":\"one\"}");
  }

  private CheckReport check(String document) {
    engine.put("{" + document + "}");
    return engine.check();
  }

  private static List<String> faults(CheckReport report) {
    return report.faults().stream().map(FieldError::detail).toList();
  }

  private static List<String> warnings(CheckReport report, WarningCode code) {
    return report.warnings().stream().filter(w -> w.code() == code).map(Warning::message).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TABLE_",
        "my`TABLE_`x",
        "e.ENGINE t.",
        "o'clock \"q\" %s %d {0} ${x} $1 \\\\ ; -- /* # ?",
        "\u00fc\u6f22 DATABASE() ``"
      })
  void namesMayHoldAnything(String odd) {
    String table = odd;
    String column = odd + " c";
    String quotedTable = "`" + table.replace("`", "``") + "`";
    String quotedColumn = "`" + column.replace("`", "``") + "`";
    JsonObject entry =
        new JsonObject().put("path", "/s").put("column", column).put("type", "VARCHAR(40)");
    JsonObject key =
        new JsonObject()
            .put("path", "/id")
            .put("column", "id" + odd)
            .put("type", "BIGINT")
            .put("key", true);
    JsonObject job =
        new JsonObject()
            .put("mapping", List.of(key.getMap(), entry.getMap()))
            .put("write", new JsonObject().put("mode", "replace").getMap())
            .put("refused", "quarantine")
            .put("dirtyData", "quarantine");
    engine.send(0, "{\"id\":\"no number\",\"s\":\"x\"}");
    engine.sendEach(0, 2, 1_002, i -> "{\"id\":" + i + ",\"s\":\"v\"}");

    engine.put(engine.kit(), table, job.encode());
    engine.start();
    engine.untilCaughtUp(1_002);

    assertThat(engine.number("SELECT COUNT(" + quotedColumn + ") FROM " + quotedTable))
        .isEqualTo(1_001);
    assertThat(engine.value("SELECT column_name FROM millrace_quarantine")).isEqualTo("id" + odd);
    engine.stop();
    assertThat(faults(engine.check())).isEmpty();
  }

  @Test
  void aTriggerThatFillsTheKeyIsTakenByInsertAndByLoad() {
    engine.execute("CREATE TABLE t (id VARCHAR(36) PRIMARY KEY, s VARCHAR(40))");
    engine.execute("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.id=UUID()");

    CheckReport report = check(WITHOUT_KEY);
    assertThat(faults(report)).isEmpty();
    assertThat(warnings(report, WarningCode.FILLED_BY_TRIGGER)).hasSize(1);
    engine.start();
    engine.untilCaughtUp(1);
    engine.sendEach(0, 0, 1_000, i -> "{\"s\":\"" + i + "\"}");
    engine.untilCaughtUp(1_001);

    assertThat(engine.number("SELECT COUNT(DISTINCT id) FROM t WHERE id<>''")).isEqualTo(1_001);
  }

  @Test
  void whatAReplaceDoesToOtherTablesIsWarnedOf() {
    engine.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40))");
    engine.execute(
        "CREATE TABLE child (p BIGINT, FOREIGN KEY (p) REFERENCES t (id) ON DELETE CASCADE)");
    engine.execute(
        "CREATE TABLE other (p BIGINT, FOREIGN KEY (p) REFERENCES t (id) ON DELETE SET NULL)");
    engine.execute("CREATE TRIGGER gone AFTER DELETE ON t FOR EACH ROW SET @gone=1");

    List<String> told =
        warnings(check(MAPPING + ",\"write\":{\"mode\":\"replace\"}"), WarningCode.CASCADE);
    assertThat(told).hasSize(3);
    assertThat(String.join("|", told))
        .contains("'child'", "CASCADE", "'other'", "SET NULL", "'gone'");
    assertThat(warnings(check(MAPPING + ",\"write\":{\"mode\":\"upsert\"}"), WarningCode.CASCADE))
        .isEmpty();
  }

  @Test
  void theTablesOwnFaultsAreFoundBeforeTheStart() {
    engine.execute(
        "SET @mode=@@sql_mode;SET sql_mode='';CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40),"
            + " g POINT NOT NULL, old DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00');SET"
            + " sql_mode=@mode");

    List<String> told = faults(check(MAPPING));

    assertThat(told).hasSize(2);
    assertThat(String.join("|", told)).contains("'g'", "NOT NULL", "'old'", "0000-00-00", "strict");
  }

  @Test
  void aViewIsCalledAView() {
    engine.execute("CREATE TABLE b (id BIGINT PRIMARY KEY, s VARCHAR(40))");
    engine.execute("CREATE VIEW t AS SELECT id, s FROM b");

    assertThat(String.join("|", faults(check(MAPPING)))).contains("is a view", "name the table");
  }

  @Test
  void aServerThatDemandsPrimaryKeysIsToldBeforeTheStartAndLoadsAllTheSame() {
    String variable =
        engine.database().isMySql() ? "sql_require_primary_key" : "innodb_force_primary_key";
    engine.execute("SET GLOBAL " + variable + "=1");
    try {
      assertThat(String.join("|", faults(check(WITHOUT_KEY))))
          .contains(variable, "__offset", "\"key\": true");
      check(
          MAPPING
              .replace("\"column\":\"id\"", "\"column\":\"id\",\"type\":\"BIGINT\"")
              .replace("\"column\":\"s\"", "\"column\":\"s\",\"type\":\"TEXT\""));
      engine.start();
      engine.untilCaughtUp(1);
    } finally {
      engine.execute("SET GLOBAL " + variable + "=0");
    }
  }

  @Test
  void aDuplicateNamesTheColumnsOfItsKey() {
    engine.execute(
        "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40), UNIQUE KEY `odd.name` (s, id),"
            + " UNIQUE KEY (s))");
    engine.send(0, "{\"id\":1,\"s\":\"again\"}");

    check(MAPPING);
    engine.start();
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(failed.error().code()).isEqualTo("duplicate-key");
    assertThat(failed.error().column()).isEqualTo("id");
  }

  /** Numbers run out for everybody: the record has no part in it. */
  @Test
  void anExhaustedCounterIsTheTablesFault() {
    engine.execute("CREATE TABLE t (n TINYINT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(40))");
    engine.execute("INSERT INTO t VALUES (127,'last')");

    check(WITHOUT_KEY + ",\"refused\":\"quarantine\"");
    engine.start();
    JobStatus failed = engine.until(JobState.FAILED);

    assertThat(failed.error().code()).isIn("no-more-numbers", "table-default");
    assertThat(failed.partitions().get(0).ledger().count(Count.QUARANTINED)).isZero();
  }

  /** One connection a lane, and a few for all looks together. */
  @Test
  void manyJobsShareTheConnectionsThatAreNoLanes() {
    int jobs = 8;
    for (int i = 0; i < jobs; i++) {
      engine.putJob(engine.job() + "-" + i, "t" + i, "{\"lanes\":1," + WITHOUT_KEY + "}");
      engine.kit().start(engine.job() + "-" + i);
    }
    for (int i = 0; i < jobs; i++) {
      engine.kit().untilCaughtUp(engine.job() + "-" + i, 1, SOON);
    }
    String ours =
        "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB='" + engine.schema() + "'";

    assertThat(engine.database().number(ours)).isBetween((long) jobs, jobs + 2L);
    for (int i = 0; i < jobs; i++) {
      engine.kit().stop(engine.job() + "-" + i);
    }
    Eventually.until(
        "idle connections are closed", SOON, () -> engine.database().number(ours) == 0);
  }
}
