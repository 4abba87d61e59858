package dev.millrace.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.ColumnType;
import dev.millrace.spec.Dialect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectsTest {
  private static final SqlDialect MARIADB = Dialects.of(Dialect.MARIADB);

  @ParameterizedTest
  @CsvSource({
    "MYSQL, 9.7.0, MySQL",
    "MYSQL, 11.4.5-MariaDB-log, MariaDB",
    "MARIADB, 8.0.36, MySQL",
    "MARIADB, 5.5.5-10.11.2-MariaDB, MariaDB",
    "MYSQL, 8.0.11-TiDB-v7.5.0, MySQL",
    "ANALYTICDB, 5.7.34, AnalyticDB",
    "ANALYTICDB, 8.0.36, AnalyticDB"
  })
  void theServersVersionSaysWhichOfTheTwoItIs(Dialect named, String version, String title) {
    assertThat(Dialects.found(Dialects.of(named), version).title()).isEqualTo(title);
  }

  @Test
  void namesOfMembersAreReadAsTheServerEscapesThem() {
    assertThat(MARIADB.read("enum('a\\\\b','it''s','1\\n2\\r3\\04','c')", "enum").members())
        .containsExactly("a\\b", "it's", "1\n2\r3\0004", "c");
  }

  @Test
  void namesOfMembersAreWrittenSoThatTheServerReadsThem() {
    ColumnType type = ColumnType.parse("SET('a\\b','it''s')");

    assertThat(Dialects.of(Dialect.MYSQL).type(type)).isEqualTo("SET('a\\\\b','it''s')");
  }

  @Test
  void eachSaysWhatADecimalMayNotBe() {
    ColumnType small = ColumnType.parse("DECIMAL(40,38)");

    assertThat(Dialects.of(Dialect.MYSQL).objection(small, false))
        .isEqualTo(
            "MySQL's DECIMAL has at most 30 digits after the point, found DECIMAL(40,38) (MariaDB"
                + " allows it: set dialect to mariadb if the server is one)");
    assertThat(Dialects.of(Dialect.MYSQL).objection(small, true))
        .as("of a key column too")
        .contains("at most 30 digits after the point");
    assertThat(MARIADB.objection(small, false)).isNull();
    assertThat(Dialects.of(Dialect.ANALYTICDB).objection(small, false))
        .isEqualTo("AnalyticDB's DECIMAL has at most 38 digits, found DECIMAL(40,38)");
  }
}
