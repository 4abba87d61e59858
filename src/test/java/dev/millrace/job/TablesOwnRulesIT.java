package dev.millrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.answer.CheckReport;
import dev.millrace.answer.JobStatus;
import dev.millrace.error.FieldError;
import dev.millrace.error.WarningCode;
import dev.millrace.model.Count;
import dev.millrace.model.LedgerRow;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a table makes of rows by itself: no row is lost by it unseen, and no record blamed for it.
 */
class TablesOwnRulesIT {
  private static final String MAPPING =
      "\"mapping\":[{\"path\":\"/id\",\"column\":\"id\",\"key\":true},"
          + "{\"path\":\"/s\",\"column\":\"s\"}],\"maxQuarantinedRatio\":1";
  private static final String QUARANTINE = ",\"refused\":\"quarantine\"";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  @BeforeEach
  void start() {
    // Each key twice, the second with another text.
    for (int i = 1; i <= 6; i++) {
      engine.send(0, "{\"id\":" + i + ",\"s\":\"one\"}", "{\"id\":" + i + ",\"s\":\"two\"}");
    }
  }

  private void table(String definition) {
    engine.execute(definition);
  }

  private CheckReport check(String more) {
    engine.put("{" + MAPPING + more + "}");
    return engine.check();
  }

  private List<String> faults(String more) {
    return check(more).faults().stream().map(FieldError::detail).toList();
  }

  private JobStatus run(String mode) {
    assertThat(faults(",\"write\":{\"mode\":\"" + mode + "\"}" + QUARANTINE)).isEmpty();
    engine.start();
    return engine.untilCaughtUp(12);
  }

  /** What INSERT IGNORE would skip silently, beside the duplicates. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40), CHECK (id > 2))",
        "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40)) PARTITION BY RANGE (7 - id)"
            + " (PARTITION p VALUES LESS THAN (5))",
        "CREATE TABLE p (id BIGINT PRIMARY KEY); INSERT INTO p VALUES (3),(4),(5),(6);"
            + "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40), FOREIGN KEY (id) REFERENCES p"
            + " (id))",
        "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40),"
            + " g VARCHAR(4) AS (IF(id > 2, 'ok', 'too long')) STORED)"
      })
  void ignorePassesOverDuplicatesAndNothingElse(String definition) {
    table(definition);

    LedgerRow ledger = run("ignore").partitions().get(0).ledger();

    assertThat(engine.query("SELECT id,s FROM t ORDER BY id"))
        .extracting(row -> row.get(0) + " " + row.get(1))
        .containsExactly("3 one", "4 one", "5 one", "6 one");
    assertThat(ledger.count(Count.QUARANTINED)).isEqualTo(4);
    assertThat(ledger.count(Count.WRITTEN)).isEqualTo(8);
  }

  @Test
  void ignoreWarnsOfTheTriggersThatItFires() {
    table(
        "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40));"
            + "CREATE TRIGGER seen BEFORE UPDATE ON t FOR EACH ROW SET NEW.s='seen'");

    assertThat(check(",\"write\":{\"mode\":\"ignore\"}").warnings())
        .anySatisfy(
            warning -> {
              assertThat(warning.code()).isEqualTo(WarningCode.CASCADE);
              assertThat(warning.message()).contains("'seen'", "UPDATE");
            });
    assertThat(check(",\"write\":{\"mode\":\"upsert\"}").warnings())
        .noneMatch(warning -> warning.code() == WarningCode.CASCADE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "n INT NOT NULL DEFAULT 0, CONSTRAINT rule CHECK (n > 0)",
        "n DECIMAL(5,2) DEFAULT 9.5, m DECIMAL(5,2) DEFAULT 10, CONSTRAINT rule CHECK (n > m)",
        "n VARCHAR(9) NOT NULL DEFAULT 'a', CONSTRAINT rule CHECK (n IN ('b', 'c'))",
        "n DATE NOT NULL DEFAULT '2020-01-01', CONSTRAINT rule CHECK (n > '2021-01-01')",
        "n TIME DEFAULT '10:00:00', CONSTRAINT rule CHECK (n < '9:00:00')",
        "n DOUBLE DEFAULT 0.5, m DATETIME(3) DEFAULT '2020-01-01', CONSTRAINT rule CHECK (n > 1)"
      })
  void aDefaultThatBreaksAConstraintIsTheTablesFault(String columns) {
    table("CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40), " + columns + ")");

    assertThat(check(QUARANTINE).faults())
        .singleElement()
        .satisfies(
            fieldError -> {
              assertThat(fieldError.pointer()).isEqualTo("/mapping");
              assertThat(fieldError.detail()).contains("'rule'", "default of '", "'n'", "'t'");
            });
  }

  /** Which cannot be told from the defaults alone, or hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "n INT NOT NULL DEFAULT 1, CONSTRAINT rule CHECK (n > 0)",
        "n INT, CONSTRAINT rule CHECK (n > 0)",
        "n INT NOT NULL DEFAULT 0, CONSTRAINT rule CHECK (n > 0 OR id > 0)",
        "n DECIMAL(5,2) DEFAULT 9.5, m DECIMAL(5,2) DEFAULT 10, CONSTRAINT rule CHECK (n < m)",
        "n VARCHAR(9) NOT NULL DEFAULT 'A', CONSTRAINT rule CHECK (n = 'a')",
        "n DATETIME DEFAULT CURRENT_TIMESTAMP, CONSTRAINT rule CHECK (n > '2020-01-01')",
        "n INT NOT NULL DEFAULT 0, m INT AS (n) STORED, CONSTRAINT rule CHECK (m < 1)",
        "n TIME DEFAULT '10:00:00', CONSTRAINT rule CHECK (n > '9:00:00')",
        "n DATE DEFAULT '2020-01-01', CONSTRAINT rule CHECK (n > 20190101)",
        "n DATETIME(3) DEFAULT '2020-01-01 10:00:00', CONSTRAINT rule CHECK (n > '2020-1-1 9:0:0')",
        "n TIMESTAMP NULL DEFAULT '2020-01-01 10:00:00',"
            + " CONSTRAINT rule CHECK (n = '2020-1-1 10:0:0')",
        "n ENUM('b', 'a') DEFAULT 'a', CONSTRAINT rule CHECK (n + 0 = 2)",
        "n SET('b', 'a') DEFAULT 'a,b', CONSTRAINT rule CHECK (n + 0 = 3)",
        "n YEAR DEFAULT '0', CONSTRAINT rule CHECK (n = 2000 OR n = 0)",
        "n VARCHAR(9) DEFAULT '05', CONSTRAINT rule CHECK (n = '05')",
        "n FLOAT DEFAULT 0.1, CONSTRAINT rule CHECK (n > 0.1)",
        "n JSON, m JSON DEFAULT NULL, CONSTRAINT rule CHECK (m IS NULL)"
      })
  void aConstraintThatDefaultsHoldOrThatIsAboutRecordsIsNone(String columns) {
    table(
        "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40), "
            + columns
            + ") CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci");

    run("upsert");

    assertThat(engine.rows()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"insert", "ignore", "upsert", "replace"})
  void aTableWithNoneOfTheColumnsIsToldAsThatAlone(String mode) {
    table("CREATE TABLE t (other INT PRIMARY KEY DEFAULT 1)");

    List<FieldError> faults = check(",\"write\":{\"mode\":\"" + mode + "\"}").faults();

    assertThat(faults)
        .extracting(FieldError::detail)
        .anyMatch(f -> f.contains("'id'"))
        .anyMatch(f -> f.contains("'s'"))
        .noneMatch(f -> f.contains("driver") || f.contains("IndexOutOfBounds"));
    assertThat(faults).extracting(FieldError::pointer).allMatch(p -> p.startsWith("/mapping"));
  }

  @Test
  void aTriggerMayMendTheDefault() {
    table(
        "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40), n INT NOT NULL DEFAULT 0,"
            + " CHECK (n > 0));"
            + "CREATE TRIGGER mends BEFORE INSERT ON t FOR EACH ROW SET NEW.n=5");

    run("upsert");

    assertThat(engine.number("SELECT SUM(n) FROM t")).isEqualTo(30);
  }

  /** Rows never meet by a number that the server counts up: each would be added. */
  @Test
  void aKeyThatTheServerCountsUpIsNoneToOverwriteBy() {
    table("CREATE TABLE t (k BIGINT AUTO_INCREMENT PRIMARY KEY, id BIGINT, s VARCHAR(40))");

    for (String mode : List.of("upsert", "replace")) {
      assertThat(faults(",\"write\":{\"mode\":\"" + mode + "\"}"))
          .singleElement()
          .asString()
          .contains(mode + " needs a primary or unique key", "count up");
    }
    table("ALTER TABLE t ADD UNIQUE KEY (id)");
    run("upsert");
    assertThat(engine.rows()).isEqualTo(6);
  }

  @Test
  void anInvisibleKeyOfTheServersIsNoneEither() {
    assumeTrue(engine.database().isMySql(), "MariaDB makes none");
    table(
        "SET SESSION sql_generate_invisible_primary_key=ON;"
            + "CREATE TABLE t (id BIGINT, s VARCHAR(40));"
            + "SET SESSION sql_generate_invisible_primary_key=OFF");

    assertThat(faults(",\"write\":{\"mode\":\"upsert\"}"))
        .singleElement()
        .asString()
        .contains("count up");
    assertThat(faults("")).isEmpty();
  }

  @Test
  void invisibleColumnsAreColumns() {
    table(
        engine.database().isMySql()
            ? "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40) INVISIBLE,"
                + " h INT NOT NULL DEFAULT 7 INVISIBLE)"
            : "CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40) INVISIBLE,"
                + " h INT NOT NULL INVISIBLE DEFAULT 7)");

    run("upsert");

    assertThat(engine.query("SELECT DISTINCT s,h FROM t"))
        .singleElement()
        .asString()
        .isEqualTo("[two, 7]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"upsert", "replace"})
  void aVersionedTableKeepsWhatWasOverwritten(String mode) {
    assumeFalse(engine.database().isMySql(), "only MariaDB has them");
    table("CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40)) WITH SYSTEM VERSIONING");

    run(mode);
    for (int i = 1; i <= 6; i++) {
      engine.send(0, "{\"id\":" + i + ",\"s\":\"three\"}");
    }
    engine.untilCaughtUp(18);

    assertThat(engine.query("SELECT DISTINCT s FROM t"))
        .singleElement()
        .asString()
        .isEqualTo("[three]");
    assertThat(engine.number("SELECT COUNT(*) FROM t FOR SYSTEM_TIME ALL WHERE s='two'"))
        .isEqualTo(6);
  }

  @Test
  void numbersOfASequenceFillAColumn() {
    assumeFalse(engine.database().isMySql(), "only MariaDB has them");
    table(
        "CREATE SEQUENCE n; CREATE TABLE t (k BIGINT NOT NULL DEFAULT NEXT VALUE FOR n UNIQUE,"
            + " id BIGINT PRIMARY KEY, s VARCHAR(40))");

    run("upsert");

    assertThat(engine.number("SELECT COUNT(DISTINCT k) FROM t")).isEqualTo(6);
  }

  @Test
  void aSequenceIsCalledASequence() {
    assumeFalse(engine.database().isMySql(), "only MariaDB has them");
    table("CREATE SEQUENCE t");

    assertThat(faults("")).singleElement().asString().contains("'t' is a sequence");
  }

  @Test
  void anEngineThatForgetsRowsIsToldOf() {
    String often = ",\"write\":{\"mode\":\"replace\",\"delivery\":\"at-least-once\"}";
    table("CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40)) ENGINE=MEMORY");

    assertThat(check(often).faults()).isEmpty();
    assertThat(check(often).warnings())
        .anySatisfy(
            warning -> {
              assertThat(warning.code()).isEqualTo(WarningCode.ROWS_NOT_KEPT);
              assertThat(warning.message()).contains("MEMORY", "restarts");
            });
    assumeTrue(engine.database().isMySql(), "the engine is a plug-in of MariaDB's");
    table("DROP TABLE t; CREATE TABLE t (id BIGINT PRIMARY KEY, s VARCHAR(40)) ENGINE=BLACKHOLE");
    assertThat(faults(often)).singleElement().asString().contains("BLACKHOLE", "keeps no row");
  }
}
