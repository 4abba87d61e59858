package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.MappingEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuggestionTest {
  @Test
  void columnsComeInTheOrderFirstMet() {
    assertThat(
            Samples.of(2, "{\"z\":1,\"o\":{\"b\":1}}", "{\"a\":1,\"o\":{\"a\":1}}")
                .columns()
                .keySet())
        .containsExactly("z", "o_b", "o_a", "a");
  }

  @Test
  void aPathThatIsNotAlwaysAnObjectIsKeptWhole() {
    for (String other : List.of("5", "[1]", "\"x\"")) {
      Samples samples = Samples.of(3, "{\"a\":{\"b\":{\"c\":1}}}", "{\"a\":{\"b\":" + other + "}}");

      assertThat(samples.columns()).isEqualTo(Map.of("a_b", "JSON"));
      assertThat(samples.rows())
          .containsExactly(Map.of("a_b", "{\"c\":1}"), Map.of("a_b", other.replace("\"", "")));
    }
  }

  @Test
  void nullWhereOthersHaveAnObjectIsNoReasonToKeepItWhole() {
    Samples samples = Samples.of(2, "{\"a\":null}", "{\"a\":{\"b\":1}}");

    assertThat(samples.columns()).isEqualTo(Map.of("a_b", "BIGINT"));
    assertThat(samples.rows().get(0)).isEqualTo(Map.of("a_b", "null"));
  }

  @Test
  void emptyObjectsYieldNothingUnlessTheyMayBeNull() {
    assertThat(Samples.of(2, "{\"a\":{},\"b\":{},\"c\":1}", "{\"b\":null}").columns())
        .isEqualTo(Map.of("b", "JSON", "c", "BIGINT"));
  }

  @Test
  void keysWithAnyCharactersArePathsThatFindTheirValues() {
    Samples samples =
        Samples.of(2, "{\"a.b\":1,\"a/b\":2,\"m~n\":{\" \":3},\"\":4,\"A_B\":5,\"q\\\"\\\\\":6}");

    assertThat(samples.rows().get(0))
        .isEqualTo(
            Map.of("a_b", "1", "a_b_2", "2", "m_n__", "3", "_", "4", "A_B_3", "5", "q__", "6"));
  }

  @Test
  void keyCandidatesAreUniqueAndAlwaysThere() {
    Samples samples =
        Samples.of(
            1,
            "{\"id\":1,\"uuid\":\"a\",\"case\":\"x\",\"same\":1,\"some\":1,\"nil\":1,\"f\":1.5,"
                + "\"long\":\""
                + "x".repeat(300)
                + "\"}",
            "{\"id\":2,\"uuid\":\"b\",\"case\":\"X\",\"same\":1,\"nil\":null,\"f\":2.5,"
                + "\"long\":\"y\"}");

    assertThat(samples.suggestion().keyCandidates()).containsExactly("/id", "/uuid");
    assertThat(samples.suggestion().mapping()).noneMatch(MappingEntry::key);
    assertThat(Samples.of(1, "{\"id\":1}").suggestion().keyCandidates()).isEmpty();
  }

  @Test
  void nothingIsSuggestedForNothing() {
    assertThat(Samples.of(1).columns()).isEmpty();
    assertThat(Samples.of(1, "{}").columns()).isEmpty();
  }

  @Test
  void longVarcharsBecomeTextUntilTheRowFits() {
    Map<String, String> columns =
        Samples.of(1, members(40, i -> "\"" + "x".repeat(i % 2 == 0 ? 1_000 : 30) + "\""))
            .columns();

    assertThat(columns).hasSize(40);
    assertThat(columns.values()).contains("TEXT", "VARCHAR(4096)");
    assertThat(columns.values().stream().filter("VARCHAR(255)"::equals)).hasSize(20);
    assertThat(columns.values().stream().filter("VARCHAR(4096)"::equals))
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void objectsAreKeptWholeWhereColumnsAreTooMany() {
    String wide = members(300, i -> "\"x\"");
    String small = members(3, i -> "\"x\"");

    Map<String, String> columns =
        Samples.of(3, "{\"o\":{\"wide\":" + wide + ",\"small\":" + small + "}}").columns();

    assertThat(columns)
        .hasSize(4)
        .containsEntry("o_wide", "JSON")
        .containsEntry("o_small_k0", "VARCHAR(255)");
  }

  @Test
  void theRarestPathsAreLeftOutWhereTheRootIsTooWide() {
    String often = members(600, i -> "1");
    String once = members(1_200, i -> "1");

    Map<String, String> columns = Samples.of(1, once, often, often).columns();

    assertThat(columns.size()).isBetween(900, 1_014);
    assertThat(columns).containsKeys("k0", "k599", "k600").doesNotContainKey("k1199");
  }

  @Test
  void aGreaterDepthNeverGivesFewerColumns() {
    String texts = members(9, i -> "\"x\"");
    String deep = "{\"a\":" + texts + ",\"b\":" + texts + ",\"c\":" + texts + "}";
    String wide = members(30, i -> "{\"s\":\"x\",\"t\":\"y\",\"deep\":" + deep + "}");

    List<Integer> columns = new ArrayList<>();
    for (int layers = 1; layers <= 6; layers++) {
      columns.add(Samples.of(layers, "{\"o\":" + wide + ",\"n\":1}").columns().size());
    }

    assertThat(columns).isSorted().startsWith(2, 31);
    // 30 × 2 texts stand beside `deep`; opened with its texts each takes 26 columns more.
    assertThat(columns.get(2)).isEqualTo(91);
    assertThat(columns.get(5)).isBetween(180, 200);
  }

  @Test
  void theDeepestObjectsAreKeptWholeFirstAndThoseThatFitAreOpenedAgain() {
    String texts = members(120, i -> "\"x\"");
    Samples samples =
        Samples.of(
            3,
            "{\"shallow\":"
                + texts
                + ",\"o\":{\"small\":"
                + members(10, i -> "\"x\"")
                + ",\"big\":"
                + texts
                + "}}");

    assertThat(samples.suggestion().folded()).containsExactly("/o/big");
    assertThat(samples.suggestion().limit()).contains("250 columns", "8,126");
    assertThat(samples.columns()).hasSize(131).containsKeys("o_small_k0", "shallow_k119");
    assertThat(Samples.of(2, "{\"a\":{\"b\":1}}").suggestion().folded()).isEmpty();
    assertThat(Samples.of(2, "{\"a\":{\"b\":1}}").suggestion().limit()).isEmpty();
  }

  @Test
  void whatWasOnlyNullIsLeftOutAndTold() {
    Samples samples = Samples.of(2, "{\"a\":1,\"b\":null,\"o\":{\"c\":null,\"d\":2}}");

    assertThat(samples.columns()).containsOnlyKeys("a", "o_d");
    assertThat(samples.suggestion().onlyNull())
        .extracting(e -> e.path().text() + " " + e.column())
        .containsExactly("/b b", "/o/c o_c");
  }

  private static String members(int count, IntFunction<String> value) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"k" + i + "\":" + value.apply(i))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
