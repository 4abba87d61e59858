package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyChoiceTest {
  private static Suggestion suggestion(int records, IntFunction<String> record, String... about) {
    String[] texts = IntStream.range(0, records).mapToObj(record).toArray(String[]::new);
    return Suggestion.of(
        Samples.of(3, texts).profile(),
        new ParseSpec(3, ParseSpec.Root.OBJECT),
        List.of(),
        true,
        about);
  }

  private static String key(int records, String members, String... about) {
    return suggestion(records, i -> "{" + members.replace("#", String.valueOf(i)) + "}", about)
        .key()
        .path();
  }

  @Test
  void aNameAtTheRootSpeaksForAKey() {
    assertThat(key(50, "'price':#,'id':#".replace('\'', '"'))).isEqualTo("/id");
    assertThat(key(50, "\"_id\":\"x#\",\"n\":#")).isEqualTo("/_id");
    assertThat(key(50, "\"UUID\":\"x#\",\"n\":#")).isEqualTo("/UUID");
    assertThat(key(50, "\"id\":#,\"_id\":#,\"uuid\":\"#\"")).isEqualTo("/id");
    assertThat(key(50, "\"event_id\":#,\"n\":#")).isEqualTo("/event_id");
    assertThat(key(500, "\"n\":#,\"orderId\":#", "shop.orders", "t")).isEqualTo("/orderId");
    assertThat(key(500, "\"n\":#,\"category_id\":#", "categories")).isEqualTo("/category_id");
    assertThat(key(499, "\"n\":#,\"orderId\":#", "shop.orders", "t")).as("too few").isNull();
  }

  @Test
  void aPlaceSpeaksWhereTheRootHasNone() {
    assertThat(key(500, "\"data\":{\"id\":#},\"n\":#")).isEqualTo("/data/id");
    assertThat(key(500, "\"order\":{\"id\":#},\"n\":#", "orders")).isEqualTo("/order/id");
    assertThat(key(499, "\"data\":{\"id\":#},\"n\":#")).as("too few").isNull();
    assertThat(key(50, "\"actor\":{\"id\":#},\"n\":#")).isNull();
    assertThat(key(50, "\"data\":{\"id\":#},\"id\":#")).isEqualTo("/id");
  }

  @Test
  void whatIsNotSafeIsNotChosen() {
    assertThat(key(49, "\"id\":#")).as("too few").isNull();
    assertThat(key(50, "\"price\":#")).as("no name").isNull();
    assertThat(key(50, "\"id\":#.5")).as("a decimal").isNull();
    assertThat(key(50, "\"id\":1,\"n\":#")).as("twice the same").isNull();
    assertThat(key(50, "\"data\":{\"id\":#},\"meta\":{\"id\":#}")).as("two of them").isNull();
    assertThat(key(50, "\"id\":\"" + "x".repeat(300) + "#\"")).as("too long").isNull();
    assertThat(suggestion(50, i -> i == 7 ? "{\"n\":1}" : "{\"id\":" + i + "}").key().path())
        .as("not everywhere")
        .isNull();
    assertThat(suggestion(50, i -> "{\"id\":" + (i == 7 ? "null" : i) + "}").key().path()).isNull();
    assertThat(suggestion(50, i -> "{\"id\":\"" + (i == 0 ? "X" : i == 1 ? "x" : i) + "\"}").key())
        .extracting(KeyChoice::path)
        .as("differs in case alone")
        .isNull();
  }

  @Test
  void theReasonIsTold() {
    assertThat(suggestion(50, i -> "{\"id\":" + i + "}").key().reason())
        .contains("/id", "all 50 records");
    assertThat(suggestion(3, i -> "{\"id\":" + i + "}").key().reason())
        .contains("3 records are too few", "50 are wanted", "/id");
    assertThat(suggestion(50, i -> "{\"n\":" + i + "}").key().reason()).contains("/n", "no name");
    assertThat(suggestion(50, i -> "{\"n\":1}").key().reason()).contains("no path");
  }

  @Test
  void theChosenOneIsTheKeyOfTheMapping() {
    assertThat(suggestion(50, i -> "{\"n\":1,\"id\":" + i + "}").mapping())
        .filteredOn(MappingEntry::key)
        .extracting(MappingEntry::column)
        .containsExactly("id");
  }

  @Test
  void givenEntriesWinAndTheRestIsInferredBesideThem() {
    Profile profile =
        Samples.of(
                2,
                "{\"a\":1,\"name\":\"x\",\"o\":{\"p\":1,\"q\":true},\"w\":{\"z\":1},\"at\":1767225600}")
            .profile();
    List<MappingEntry> given =
        List.of(
            MappingEntry.of("/a", "name", "VARCHAR(7)"),
            MappingEntry.of("/o/p", "p", null),
            MappingEntry.of("/w", "w", null),
            MappingEntry.of("/at", "seen", null),
            MappingEntry.of("$offset", "off", null).asKey(),
            MappingEntry.of("/later", "later", null));

    List<MappingEntry> mapping =
        Suggestion.of(profile, new ParseSpec(2, ParseSpec.Root.OBJECT), given, true).mapping();

    assertThat(mapping)
        .extracting(e -> e.path().text() + " " + e.column() + " " + e.type() + " " + e.epoch())
        .containsExactly(
            "/a name VARCHAR(7) MS",
            "/o/p p BIGINT MS",
            "/w w JSON MS",
            "/at seen DATETIME(3) S",
            "$offset off BIGINT MS",
            "/later later null MS",
            "/name name_2 VARCHAR(255) MS",
            "/o/q o_q BOOLEAN MS");
  }
}
