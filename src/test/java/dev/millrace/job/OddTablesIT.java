package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.CheckReport;
import dev.millrace.model.Count;
import dev.millrace.model.FieldError;
import dev.millrace.model.JobState;
import dev.millrace.model.JobStatus;
import dev.millrace.model.Warning;
import dev.millrace.model.WarningCode;
import dev.millrace.testkit.EmbeddedKafka;
import dev.millrace.testkit.EmbeddedMariaDb;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.RealServers;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables that are not what they seem: what is amiss with them is told before a start, and is never
 * a record's fault.
 */
@ExtendWith(RealServers.class)
class OddTablesIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"key\":true},"
          + "{\"path\":\"/s\",\"column\":\"s\"}]";
  private static final String WITHOUT_KEY =
      "\"mapping\":[{\"path\":\"/s\",\"column\":\"s\",\"type\":\"VARCHAR(40)\"}]";

  @TempDir Path directory;
  private EmbeddedMariaDb database;
  private String schema;
  private Topic topic;
  private EngineKit kit;

  @BeforeEach
  void start(EmbeddedKafka kafka, EmbeddedMariaDb mariaDb) {
    database = mariaDb;
    schema = RealServers.freshDatabase();
    topic = new Topic(kafka, 1);
    topic.send(0, "{\"id\":1,\"s\":\"one\"}");
    kit = new EngineKit(directory);
    kit.source("s", kafka.bootstrapServers(), topic.name());
  }

  @AfterEach
  void stop() {
    kit.close();
    topic.close();
  }

  private CheckReport check(String document) {
    kit.job("j", "s", database, schema, "t", "{" + document + "}");
    return EngineKit.await(kit.engine().check("j"));
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
    String quotedTable = "`" + schema + "`.`" + table.replace("`", "``") + "`";
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
    topic.send(0, "{\"id\":\"no number\",\"s\":\"x\"}");
    topic.sendAll(
        0,
        IntStream.range(2, 1_002)
            .mapToObj(i -> "{\"id\":" + i + ",\"s\":\"v\"}")
            .toArray(String[]::new));

    kit.job("j", "s", database, schema, table, job.encode());
    kit.start("j");
    kit.untilCaughtUp("j", 1_002, SOON);

    assertThat(database.number("SELECT COUNT(" + quotedColumn + ") FROM " + quotedTable))
        .isEqualTo(1_001);
    assertThat(database.value("SELECT column_name FROM " + schema + ".millrace_quarantine"))
        .isEqualTo("id" + odd);
    kit.stop("j");
    assertThat(faults(EngineKit.await(kit.engine().check("j")))).isEmpty();
  }

  @Test
  void aTriggerThatFillsTheKeyIsTakenByInsertAndByLoad() {
    database.execute("CREATE TABLE " + schema + ".t (id VARCHAR(36) PRIMARY KEY, s VARCHAR(40))");
    database.execute(
        "CREATE TRIGGER "
            + schema
            + ".tr BEFORE INSERT ON "
            + schema
            + ".t FOR EACH ROW SET NEW.id=UUID()");

    CheckReport report = check(WITHOUT_KEY);
    assertThat(faults(report)).isEmpty();
    assertThat(warnings(report, WarningCode.FILLED_BY_TRIGGER)).hasSize(1);
    kit.start("j");
    kit.untilCaughtUp("j", 1, SOON);
    topic.sendAll(
        0, IntStream.range(0, 1_000).mapToObj(i -> "{\"s\":\"" + i + "\"}").toArray(String[]::new));
    kit.untilCaughtUp("j", 1_001, SOON);

    assertThat(database.number("SELECT COUNT(DISTINCT id) FROM " + schema + ".t WHERE id<>''"))
        .isEqualTo(1_001);
  }

  @Test
  void whatAReplaceDoesToOtherTablesIsWarnedOf() {
    database.execute("CREATE TABLE " + schema + ".t (id BIGINT PRIMARY KEY, s VARCHAR(40))");
    database.execute(
        "CREATE TABLE "
            + schema
            + ".child (p BIGINT, FOREIGN KEY (p) REFERENCES "
            + schema
            + ".t (id) ON DELETE CASCADE)");
    database.execute(
        "CREATE TABLE "
            + schema
            + ".other (p BIGINT, FOREIGN KEY (p) REFERENCES "
            + schema
            + ".t (id) ON DELETE SET NULL)");
    database.execute(
        "CREATE TRIGGER "
            + schema
            + ".gone AFTER DELETE ON "
            + schema
            + ".t FOR EACH ROW SET @gone=1");

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
    database.execute(
        "SET @mode=@@sql_mode;SET sql_mode='';CREATE TABLE "
            + schema
            + ".t (id BIGINT PRIMARY KEY, s VARCHAR(40), g POINT NOT NULL,"
            + " old DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00');SET sql_mode=@mode");

    List<String> told = faults(check(MAPPING));

    assertThat(told).hasSize(2);
    assertThat(String.join("|", told)).contains("'g'", "NOT NULL", "'old'", "0000-00-00", "strict");
  }

  @Test
  void aViewIsCalledAView() {
    database.execute("CREATE TABLE " + schema + ".b (id BIGINT PRIMARY KEY, s VARCHAR(40))");
    database.execute("CREATE VIEW " + schema + ".t AS SELECT id, s FROM " + schema + ".b");

    assertThat(String.join("|", faults(check(MAPPING)))).contains("is a view", "name the table");
  }

  @Test
  void aServerThatDemandsPrimaryKeysIsToldBeforeTheStartAndLoadsAllTheSame() {
    String variable = database.isMySql() ? "sql_require_primary_key" : "innodb_force_primary_key";
    database.execute("SET GLOBAL " + variable + "=1");
    try {
      assertThat(String.join("|", faults(check(WITHOUT_KEY))))
          .contains(variable, "__offset", "\"key\": true");
      check(
          MAPPING
              .replace("\"column\":\"id\"", "\"column\":\"id\",\"type\":\"BIGINT\"")
              .replace("\"column\":\"s\"", "\"column\":\"s\",\"type\":\"TEXT\""));
      kit.start("j");
      kit.untilCaughtUp("j", 1, SOON);
    } finally {
      database.execute("SET GLOBAL " + variable + "=0");
    }
  }

  @Test
  void aDuplicateNamesTheColumnsOfItsKey() {
    database.execute(
        "CREATE TABLE "
            + schema
            + ".t (id BIGINT PRIMARY KEY, s VARCHAR(40), UNIQUE KEY `odd.name` (s, id), UNIQUE KEY"
            + " (s))");
    topic.send(0, "{\"id\":1,\"s\":\"again\"}");

    check(MAPPING);
    kit.start("j");
    JobStatus failed = kit.until("j", JobState.FAILED, SOON);

    assertThat(failed.error().code()).isEqualTo("duplicate-key");
    assertThat(failed.error().column()).isEqualTo("id");
  }

  /** Numbers run out for everybody: the record has no part in it. */
  @Test
  void anExhaustedCounterIsTheTablesFault() {
    database.execute(
        "CREATE TABLE " + schema + ".t (n TINYINT AUTO_INCREMENT PRIMARY KEY, s VARCHAR(40))");
    database.execute("INSERT INTO " + schema + ".t VALUES (127,'last')");

    check(WITHOUT_KEY + ",\"refused\":\"quarantine\"");
    kit.start("j");
    JobStatus failed = kit.until("j", JobState.FAILED, SOON);

    assertThat(failed.error().code()).isIn("no-more-numbers", "table-default");
    assertThat(failed.partitions().get(0).ledger().count(Count.QUARANTINED)).isZero();
  }

  /** One connection a lane, and a few for all looks together. */
  @Test
  void manyJobsShareTheConnectionsThatAreNoLanes() {
    int jobs = 8;
    for (int i = 0; i < jobs; i++) {
      kit.job("j" + i, "s", database, schema, "t" + i, "{\"lanes\":1," + WITHOUT_KEY + "}");
      kit.start("j" + i);
    }
    for (int i = 0; i < jobs; i++) {
      kit.untilCaughtUp("j" + i, 1, SOON);
    }
    String ours = "SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE DB='" + schema + "'";

    assertThat(database.number(ours)).isBetween((long) jobs, jobs + 2L);
    for (int i = 0; i < jobs; i++) {
      kit.stop("j" + i);
    }
    Eventually.until("idle connections are closed", SOON, () -> database.number(ours) == 0);
  }
}
