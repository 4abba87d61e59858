package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.infer.DriftProfile.Found;
import dev.millrace.model.Sample;
import dev.millrace.spec.ParseSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftProfileTest {
  private static final long SECOND = 1_000_000_000L;

  private final DriftProfile profile =
      new DriftProfile(new ParseSpec(2, ParseSpec.Root.OBJECT), List.of("/id", "/late"));

  private long offset;
  private long nanos;

  private void met(String... values) {
    for (String value : values) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      profile.add(new Sample("t", 3, offset++, -1, null, Map.of(), bytes), nanos);
    }
  }

  /** As many as are learned from. */
  private void learned(String value) {
    for (int i = 0; i < DriftProfile.LEARNED_RECORDS; i++) {
      met(value);
    }
  }

  private List<String> found() {
    return profile.found().stream()
        .map(f -> (f.isNew() ? "new " : "type ") + f.path() + " " + f.types() + " " + f.records())
        .toList();
  }

  @Test
  void whatTheFirstRecordsHaveIsKnown() {
    learned("{\"id\":1,\"a\":{\"b\":\"x\"}}");

    met("{\"id\":2,\"a\":{\"b\":\"y\"}}", "{\"a\":{}}", "{}", "no json", "[1]");

    assertThat(found()).isEmpty();
    assertThat(profile.records()).isEqualTo(DriftProfile.LEARNED_RECORDS + 3);
  }

  @Test
  void aPathThatComesLaterIsNewWithItsFirstPlaceAndSomeValues() {
    learned("{\"id\":1}");

    met("{\"id\":2,\"a\":{\"b\":\"x\"}}", "{\"a\":{\"b\":\"y\"}}", "{\"a\":{\"b\":7}}");
    met("{\"a\":{\"b\":\"" + "z".repeat(300) + "\"}}", "{\"a\":{\"b\":\"x\"}}");

    assertThat(found()).containsExactly("new /a {object=5} 5", "new /a/b {string=4, integer=1} 5");
    Found b = profile.found().get(1);
    assertThat(b.first().offset()).isEqualTo(DriftProfile.LEARNED_RECORDS);
    assertThat(b.first().partition()).isEqualTo(3);
    assertThat(b.first().value()).as("kept bytes").isNull();
    assertThat(b.examples()).containsExactly("x", "y", "7");
  }

  @Test
  void anotherKindOfValueIsAChangeAndNullIsNone() {
    learned("{\"id\":1,\"n\":1,\"gone\":null}");

    met(
        "{\"id\":\"a7\",\"n\":null,\"gone\":\"x\"}",
        "{\"id\":3,\"n\":1.5}",
        "{\"id\":\"b8\",\"n\":2}");

    assertThat(found())
        .containsExactly(
            "type /id {integer=501, string=2} 2", "type /n {integer=501, null=1, decimal=1} 1");
    assertThat(profile.found().get(0).examples()).containsExactly("a7", "b8");
    assertThat(profile.found().get(0).first().offset()).isEqualTo(DriftProfile.LEARNED_RECORDS);
  }

  @Test
  void aPathOfTheMappingIsNotNewThoughItComesLate() {
    learned("{\"id\":1}");

    met("{\"late\":\"x\"}", "{\"late\":\"y\"}", "{\"late\":{\"b\":1}}");

    assertThat(found())
        .containsExactly("type /late {string=2, object=1} 1", "new /late/b {integer=1} 1");
  }

  @Test
  void aTopicOfFewRecordsIsLearnedFromForAMinute() {
    met("{\"id\":1}");
    nanos = DriftProfile.LEARNED_NANOS;
    met("{\"id\":1,\"a\":1}");
    nanos += SECOND;

    met("{\"id\":1,\"a\":1,\"b\":1}");

    assertThat(found()).containsExactly("new /b {integer=1} 1");
  }

  @Test
  void eachPartitionHasABeginningOfItsOwn() {
    learned("{\"id\":1}");
    byte[] other = "{\"id\":1,\"a\":1}".getBytes(StandardCharsets.UTF_8);
    profile.add(new Sample("t", 4, 0, -1, null, Map.of(), other), nanos);

    met("{\"id\":1,\"a\":1,\"b\":1}");

    assertThat(found()).containsExactly("new /b {integer=1} 1");
  }

  @Test
  void aRecordOfSeveralRowsIsOneRecord() {
    DriftProfile array = new DriftProfile(new ParseSpec(1, ParseSpec.Root.ARRAY), List.of("/id"));
    byte[] learned = "[{\"id\":1}]".getBytes(StandardCharsets.UTF_8);
    byte[] more = "[{\"a\":1},{\"a\":2}]".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i <= DriftProfile.LEARNED_RECORDS; i++) {
      byte[] value = i < DriftProfile.LEARNED_RECORDS ? learned : more;
      array.add(new Sample("t", 0, i, -1, null, Map.of(), value), 0);
    }

    assertThat(array.found()).extracting(Found::records).containsExactly(1L);
    assertThat(array.found().get(0).types()).containsEntry("integer", 2L);
  }

  @Test
  void whatIsKnownIsBounded() {
    learned("{\"id\":1}");
    met("{\"" + "k".repeat(DriftProfile.MAX_PATH_CHARS) + "\":1}");
    assertThat(found()).isEmpty();

    for (int i = 0; i < 10; i++) {
      int lot = i;
      met(
          IntStream.range(0, 1_000)
              .mapToObj(k -> "\"k" + (lot * 1_000 + k) + "\":1")
              .collect(java.util.stream.Collectors.joining(",", "{", "}")));
    }
    met("{\"id\":\"x\"}");

    assertThat(found()).hasSize(DriftProfile.MAX_CHANGES);
  }

  @Test
  void whereThereAreMorePathsThanCanBeKnownOnlyKindsAreTold() {
    met(
        IntStream.range(0, DriftProfile.MAX_PATHS + 1)
            .mapToObj(k -> "\"k" + k + "\":1")
            .collect(java.util.stream.Collectors.joining(",", "{", "}")));
    nanos = DriftProfile.LEARNED_NANOS + SECOND;

    met("{\"k0\":\"x\",\"k4000\":1,\"other\":1}");

    assertThat(found()).containsExactly("type /k0 {integer=1, string=1} 1");
  }
}
