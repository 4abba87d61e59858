package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BooleanCoercionTest {

  @ParameterizedTest
  @CsvSource({
    "true,1",
    "false,0",
    "1,1",
    "0,0",
    "\"true\",1",
    "\"false\",0",
    "\"1\",1",
    "\"0\",0",
    "\"\\u0031\",1"
  })
  void takesTheEightForms(String json, String literal) {
    for (Cell cell : cells()) {
      assertThat(cell.json(json)).isEqualTo(literal);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2",
        "-1",
        "-0",
        "1.0",
        "1e0",
        "10",
        "\"\"",
        "\"TRUE\"",
        "\"True\"",
        "\"yes\"",
        "\"01\"",
        "\" 1\"",
        "\"t\"",
        "{}",
        "[]",
        "[true]",
        "\"\\ud800\""
      })
  void takesNothingElse(String json) {
    for (Cell cell : cells()) {
      assertThat(cell.json(json)).isEqualTo("!bad-boolean");
    }
  }

  private static Cell[] cells() {
    return new Cell[] {
      Cell.of("BOOLEAN"),
      Cell.of("TINYINT(1)").entryType("BOOLEAN"),
      Cell.of("TINYINT").entryType("BOOLEAN"),
      Cell.of("BIT(1)").entryType("BOOLEAN"),
      Cell.of("INT UNSIGNED").entryType("BOOLEAN")
    };
  }
}
