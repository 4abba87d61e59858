package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixedTypesTest {
  private static List<MixedTypes> of(int layers, String... values) {
    Samples samples = Samples.of(layers, values);
    return MixedTypes.in(samples.profile(), samples.suggestion().mapping());
  }

  private static String[] values(String... values) {
    String[] records = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      records[i] = "{\"v\":" + values[i] + "}";
    }
    return records;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 2 | \"x\" | BIGINT",
        "1 | 2.5 | \"x\" | DECIMAL(16,4)",
        "true | false | \"yes\" | BOOLEAN",
        "true | true | 1 | BOOLEAN",
        "\"2026-01-02\" | \"2026-01-03\" | 5 | DATE",
        "1 | 2 | {\"a\":1} | BIGINT",
        "\"a\" | \"b\" | [1] | VARCHAR(255)"
      })
  void theTypeThatTheUsualValuesAloneWouldHaveIsSaid(
      String a, String b, String other, String type) {
    List<MixedTypes> mixed = of(1, values(a, b, other));

    assertThat(mixed).hasSize(1);
    assertThat(mixed.get(0).kept()).contains(type);
    assertThat(mixed.get(0).others()).isEqualTo(1);
    assertThat(mixed.get(0).entry().type().sql()).isNotEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 2.5",
        "1 | null",
        "\"a\" | \"2026-01-02\"",
        "{\"a\":1} | [1]",
      })
  void whatCostsNoTypeIsNotSaid(String a, String b) {
    assertThat(of(1, values(a, a, b))).isEmpty();
  }

  @Test
  void aTextAmongTextsCostsNothingWhenAnIntegerIsThereToo() {
    assertThat(of(1, values("\"a\"", "\"b\"", "1"))).isEmpty();
  }

  @Test
  void objectsThatAreKeptWholeBecauseOfAScalarAreSaid() {
    List<MixedTypes> mixed = of(2, values("{\"a\":1}", "{\"a\":2}", "5"));

    assertThat(mixed).hasSize(1);
    assertThat(mixed.get(0).kept()).isEmpty();
    assertThat(mixed.get(0).counts()).containsEntry("object", 2L).containsEntry("integer", 1L);
    assertThat(mixed.get(0).entry().type().sql()).isEqualTo("JSON");
  }
}
