package dev.millrace.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What whoever asks a dialect relies on, whatever the server; a new one extends this. */
abstract class DialectContract {
  private final SqlDialect dialect;

  DialectContract(SqlDialect dialect) {
    this.dialect = dialect;
  }

  /** One of each base, with the options that change what a server makes of it. */
  static Stream<ColumnType> types() {
    Stream<String> plain =
        Stream.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "MEDIUMINT",
            "INT",
            "BIGINT",
            "YEAR",
            "BIT(1)",
            "BIT(64)",
            "DECIMAL(10,2)",
            "DECIMAL(65,30)",
            "FLOAT",
            "DOUBLE",
            "CHAR(3)",
            "VARCHAR(64)",
            "TINYTEXT",
            "TEXT",
            "MEDIUMTEXT",
            "LONGTEXT",
            "JSON",
            "BINARY(4)",
            "VARBINARY(8)",
            "TINYBLOB",
            "BLOB",
            "MEDIUMBLOB",
            "LONGBLOB",
            "DATE",
            "DATETIME(3)",
            "TIMESTAMP(6)",
            "TIME",
            "ENUM('a','b''c')",
            "SET('x','y')");
    Stream<String> unsigned =
        Stream.of("TINYINT", "SMALLINT", "MEDIUMINT", "INT", "BIGINT").map(t -> t + " UNSIGNED");
    return Stream.concat(plain, unsigned).map(ColumnType::parse);
  }

  @Test
  void everyBaseIsTried() {
    assertThat(types().map(ColumnType::base)).contains(Base.values());
  }

  @ParameterizedTest
  @MethodSource("types")
  void aTypeThatIsCreatedIsReadAsWhatItIsSaidToBeStoredAs(ColumnType type) {
    String sql = dialect.type(type);
    String word = sql.replaceFirst("(?s)[( ].*", "");

    assertThat(dialect.stored(type, false)).isEqualTo(dialect.read(sql, word)).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("types")
  void aKeyColumnIsCreatedAsWhatItIsSaidToBeStoredAs(ColumnType type) {
    ColumnType inKey = dialect.inKey(type);

    assertThat(dialect.stored(type, true)).isEqualTo(dialect.stored(inKey, true));
    assertThat(dialect.inKey(inKey)).isEqualTo(inKey);
  }

  @Test
  void aKeyOfTheRecordsPlaceIsAlwaysPossible() {
    for (String type : List.of("VARCHAR(249)", "INT", "BIGINT")) {
      assertThat(dialect.objection(ColumnType.parse(type), true)).isNull();
    }
    assertThat(dialect.limits().keyBytes()).isGreaterThanOrEqualTo(4 * 249 + 4 + 8);
    assertThat(dialect.limits().columns()).isPositive();
  }

  @Test
  void anObjectionIsASentenceThatNamesTheType() {
    types()
        .map(type -> dialect.objection(type, true))
        .filter(objection -> objection != null)
        .forEach(objection -> assertThat(objection).matches("(?s).*[A-Z]{3,}.*"));
    ColumnType digits = ColumnType.parse("DECIMAL(" + (dialect.limits().decimalDigits()) + ",0)");
    assertThat(dialect.objection(digits, false)).isNull();
  }

  @Test
  void aTableEndsWithItsParenthesis() {
    assertThat(dialect.tableEnd("`a`,`b`")).startsWith(")");
    assertThat(dialect.tableEnd("")).startsWith(")").doesNotContain("()");
    assertThat(dialect.tableEnd("`a`,`b`").contains("`a`,`b`"))
        .isEqualTo(dialect.can(Feature.DISTRIBUTED_BY_KEY));
  }

  @Test
  void theEnginesOwnTablesHaveTypesForAllTheirColumns() {
    for (EngineColumn column : EngineColumn.values()) {
      assertThat(dialect.type(column)).as(column.name()).isNotBlank();
    }
  }

  /** Rows that are loaded, and looks that a transaction holds still, need one. */
  @Test
  void whatNeedsATransactionIsOnlyWhereThereAreSome() {
    if (!dialect.can(Feature.TRANSACTIONS)) {
      assertThat(dialect.can(Feature.LOAD_LOCAL)).isFalse();
      assertThat(dialect.can(Feature.SCHEMA_DETAILS)).isFalse();
      assertThat(dialect.engine()).isEmpty();
    } else {
      assertThat(dialect.can(Feature.SESSION_VARIABLES)).isTrue();
      assertThat(dialect.engine()).isNotEmpty();
    }
    if (dialect.can(Feature.LOAD_BINARY)) {
      assertThat(dialect.can(Feature.LOAD_LOCAL)).isTrue();
    }
    if (dialect.can(Feature.CHECKS_BY_TABLE) || dialect.can(Feature.DEFAULTS_AS_SQL)) {
      assertThat(dialect.can(Feature.SCHEMA_DETAILS)).isTrue();
    }
  }

  @Test
  void itHasAName() {
    assertThat(dialect.title()).isNotBlank();
  }
}
