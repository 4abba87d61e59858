package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberCoercionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "new" | "new"
          "dön'e" | "dön'e"
          "d\\u00f6n'e" | "dön'e"
          "a\\"b" | "a\\"b"
          "7" | "7"
          7 | "7"
          true | "true"
          "NEW" | !not-a-member
          "new " | !not-a-member
          "" | !not-a-member
          1 | !not-a-member
          2 | !not-a-member
          7.0 | !not-a-member
          false | !not-a-member
          "ne" | !not-a-member
          "\\ud800" | !not-a-member
          {} | !not-a-member
          ["new"] | !not-a-member
          """)
  void enumTakesExactNames(String json, String literal) {
    assertThat(Cell.of("enum('new','dön''e','7','true','a\"b')").json(json)).isEqualTo(literal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "" | ""
          "a" | "a"
          "a,b" | "a,b"
          "b,a,b" | "a,b"
          "it's" | "it's"
          "a\\u002cb" | "a,b"
          1 | "1"
          [] | ""
          [ ] | ""
          ["b","a"] | "a,b"
          [ "b" ,\\n "a" ] | "a,b"
          ["\\u0061"] | "a"
          ["a\\"b","it's"] | "it's,a\\"b"
          "a," | !not-a-member
          ",a" | !not-a-member
          "," | !not-a-member
          "a, b" | !not-a-member
          "A" | !not-a-member
          2 | !not-a-member
          true | !not-a-member
          {} | !not-a-member
          [1] | !not-a-member
          [null] | !not-a-member
          [["a"]] | !not-a-member
          ["a,b"] | !not-a-member
          ["c"] | !not-a-member
          ["\\ud800"] | !not-a-member
          """)
  void setTakesListsOfExactNames(String json, String literal) {
    assertThat(Cell.of("set('a','b','it''s','1','a\"b')").json(json.replace("\\n", "\n")))
        .isEqualTo(literal);
  }

  @Test
  void manyMembersAreAllFound() {
    StringBuilder type = new StringBuilder("enum('m0'");
    for (int i = 1; i < 3_000; i++) {
      type.append(",'m").append(i).append('\'');
    }
    Cell cell = Cell.of(type.append(')').toString());

    for (int i = 0; i < 3_000; i += 7) {
      assertThat(cell.string("m" + i)).isEqualTo("\"m" + i + "\"");
    }
    assertThat(cell.string("m3000")).isEqualTo("!not-a-member");
    assertThat(cell.expected()).hasSizeLessThan(200).endsWith("… (3000 in all)");
  }

  @Test
  void setOf64MembersUsesItsLastBit() {
    StringBuilder type = new StringBuilder("set('m0'");
    for (int i = 1; i < 64; i++) {
      type.append(",'m").append(i).append('\'');
    }

    assertThat(Cell.of(type.append(')').toString()).string("m63,m0")).isEqualTo("\"m0,m63\"");
  }
}
