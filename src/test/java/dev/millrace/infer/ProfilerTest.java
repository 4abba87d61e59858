package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.MappingEntry;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProfilerTest {
  @Test
  void countsPresenceNullsAndTypes() {
    Samples samples =
        Samples.of(
            1,
            "{\"a\":1}",
            "{\"a\":null}",
            "{\"b\":true}",
            "{\"a\":-2.5}",
            "{\"a\":\"x\"}",
            "{\"a\":[1,[2,3],\"],\"]}");

    PathProfile a = samples.path("/a");

    assertThat(samples.profile().records()).isEqualTo(6);
    assertThat(a.present()).isEqualTo(5);
    assertThat(a.nulls()).isEqualTo(1);
    assertThat(a.types())
        .isEqualTo(Map.of("integer", 1L, "null", 1L, "decimal", 1L, "string", 1L, "array", 1L));
    assertThat(a.min()).isEqualTo("-2.5");
    assertThat(a.max()).isEqualTo("1");
    assertThat(a.example()).isEqualTo("1");
    assertThat(a.minElements()).isEqualTo(3);
    assertThat(a.maxElements()).isEqualTo(3);
    PathProfile arrays = Samples.of(1, "{\"a\":[]}", "{\"a\":[1,2]}").path("/a");
    assertThat(arrays.minElements()).isZero();
    assertThat(arrays.maxElements()).isEqualTo(2);
  }

  @Test
  void valuesAreSpreadInSteps() {
    Spread few =
        Samples.of(1, "{\"a\":3}", "{\"a\":5}", "{\"a\":5}", "{\"a\":\"x\"}").path("/a").spread();
    Spread many = spread(IntStream.range(0, 120).mapToObj(String::valueOf));
    Spread texts =
        Samples.of(1, "{\"a\":\"éé\"}", "{\"a\":\"\"}", "{\"a\":[1]}").path("/a").spread();
    Spread widest = spread(Stream.of("-1.7e308", "1.7e308", "1e400", "0.5"));

    assertThat(few).isEqualTo(new Spread(Spread.Of.VALUES, 3, 5, List.of(1L, 0L, 2L)));
    assertThat(many.counts()).hasSize(12).containsOnly(10L);
    assertThat(texts).isEqualTo(new Spread(Spread.Of.CHARACTERS, 0, 2, List.of(1L, 0L, 1L)));
    assertThat(widest.counts()).hasSize(12).startsWith(1L).endsWith(1L).contains(1L);
    assertThat(widest.counts().stream().mapToLong(n -> n).sum()).isEqualTo(3);
    assertThat(Samples.of(1, "{\"a\":null}", "{\"a\":true}").path("/a").spread()).isNull();
    assertThat(spread(Stream.of("7", "7")))
        .isEqualTo(new Spread(Spread.Of.VALUES, 7, 7, List.of(2L)));
  }

  private static Spread spread(Stream<String> values) {
    return Samples.of(1, values.map(v -> "{\"a\":" + v + "}").toArray(String[]::new))
        .path("/a")
        .spread();
  }

  @Test
  void theFormatsOfTimesAreTold() {
    PathProfile times =
        Samples.of(
                1,
                "{\"a\":\"2026-11-22\"}",
                "{\"a\":\"2026-11-22T08:00:00.5Z\"}",
                "{\"a\":\"2026-11-22T08:00:00Z\"}",
                "{\"a\":\"2026-11-22 08:00:00-02:00\"}")
            .path("/a");

    assertThat(times.times().formats())
        .containsExactly("yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss[.f]+hh:mm", "yyyy-MM-ddTHH:mm:ss[.f]Z");
    assertThat(Samples.of(1, "{\"a\":\"2026-11-22\"}", "{\"a\":\"x\"}").path("/a").times())
        .isNull();
  }

  @Test
  void integersThatMayBeTimesAreToldByTheirUnit() {
    assertThat(epoch("1767225600", "null")).isEqualTo(MappingEntry.Epoch.S);
    assertThat(epoch("1767225600000")).isEqualTo(MappingEntry.Epoch.MS);
    assertThat(epoch("1767225600000000")).isEqualTo(MappingEntry.Epoch.US);
    assertThat(epoch("1767225600000000000")).isEqualTo(MappingEntry.Epoch.NS);
    assertThat(epoch("1767225600", "1767225600000")).isNull();
    assertThat(epoch("1767225600", "\"x\"")).isNull();
    assertThat(epoch("1", "2")).isNull();
  }

  private static MappingEntry.Epoch epoch(String... values) {
    String[] records =
        java.util.Arrays.stream(values).map(v -> "{\"a\":" + v + "}").toArray(String[]::new);
    return Samples.of(1, records).path("/a").epoch();
  }

  @Test
  void textIsMeasuredDecoded() {
    PathProfile a = Samples.of(1, "{\"a\":\"\\u00e9\\ud83d\\ude00\"}", "{\"a\":\"b\"}").path("/a");

    assertThat(a.maxChars()).isEqualTo(2);
    assertThat(a.maxBytes()).isEqualTo(6);
    assertThat(a.min()).isEqualTo("b");
    assertThat(a.example()).isEqualTo("é😀");
  }

  @Test
  void malformedSamplesAreCountedAndTombstonesPassedOver() {
    Profile profile =
        new Samples(
                Samples.of(1).parse(), java.util.Arrays.asList("{\"a\":1}", null, "{", "[]", ""))
            .profile();

    assertThat(profile.records()).isEqualTo(1);
    assertThat(profile.malformed()).isEqualTo(3);
  }

  @Test
  void elementsOfAnArrayRootAreRecordsAndABrokenMessageCountsForNothing() {
    Samples samples = Samples.ofArrays(1, "[{\"a\":1},{\"a\":2}]", "[{\"b\":1},2]", "[]");

    assertThat(samples.profile().records()).isEqualTo(2);
    assertThat(samples.profile().malformed()).isEqualTo(1);
    assertThat(samples.columns()).isEqualTo(Map.of("a", "BIGINT"));
  }

  @Test
  void numbersBeyondBigDecimalAreNoFailure() {
    PathProfile a =
        Samples.of(1, "{\"a\":1e99999999999}", "{\"a\":3e999999999}", "{\"a\":7}").path("/a");

    assertThat(a.max()).isEqualTo("3e999999999");
    assertThat(a.numbers().finite()).isFalse();
  }

  @Test
  void memoryIsBounded() {
    StringBuilder many = new StringBuilder("{\"a\":1");
    for (int i = 0; i < Profiler.MAX_PATHS * 2; i++) {
      many.append(",\"k").append(i).append("\":1");
    }

    assertThat(Samples.of(1, many + "}").profile().paths()).hasSize(Profiler.MAX_PATHS);
  }
}
