package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.MappingEntry.Epoch;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TypeChoiceTest {
  @Test
  void integers() {
    assertThat(type("1", "-9223372036854775808", "null")).isEqualTo("BIGINT");
    assertThat(type("9223372036854775807")).isEqualTo("BIGINT");
    assertThat(type("0", "9223372036854775808")).isEqualTo("BIGINT UNSIGNED");
    assertThat(type("18446744073709551615")).isEqualTo("BIGINT UNSIGNED");
    assertThat(type("-1", "9223372036854775808")).isEqualTo("DECIMAL(23,0)");
    assertThat(type("18446744073709551616")).isEqualTo("DECIMAL(24,0)");
    assertThat(type("9".repeat(65))).isEqualTo("DECIMAL(65,0)");
    assertThat(type("9".repeat(66))).isEqualTo("VARCHAR(1024)");
  }

  @Test
  void decimals() {
    assertThat(type("1.5", "20")).isEqualTo("DECIMAL(16,4)");
    assertThat(type("-0.123456789012345678")).isEqualTo("DECIMAL(32,20)");
    assertThat(type("123456789012.5")).isEqualTo("DECIMAL(20,4)");
    assertThat(type("0." + "1".repeat(30))).isEqualTo("DECIMAL(42,30)");
    assertThat(type("9".repeat(35) + "." + "9".repeat(30))).isEqualTo("DECIMAL(65,30)");
    assertThat(type("9".repeat(64) + ".9")).isEqualTo("DECIMAL(65,1)");
    assertThat(type("9".repeat(65) + ".9")).isEqualTo("DOUBLE");
    assertThat(type("0." + "1".repeat(31))).isEqualTo("DOUBLE");
    assertThat(type("1.5e3", "2")).isEqualTo("DOUBLE");
    assertThat(type("1e400")).isEqualTo("VARCHAR(255)");
    assertThat(type("1e-400")).isEqualTo("VARCHAR(255)");
    assertThat(type("-0.0e-400")).isEqualTo("DOUBLE");
    assertThat(type("1.5e3", "9007199254740993")).isEqualTo("VARCHAR(255)");
  }

  @Test
  void textsBySizeWithRoomForMore() {
    assertThat(type(text(1))).isEqualTo("VARCHAR(255)");
    assertThat(type(text(63))).isEqualTo("VARCHAR(255)");
    assertThat(type(text(64))).isEqualTo("VARCHAR(1024)");
    assertThat(type(text(256))).isEqualTo("VARCHAR(1024)");
    assertThat(type(text(1_024))).isEqualTo("VARCHAR(4096)");
    assertThat(type(text(1_025))).isEqualTo("TEXT");
    assertThat(type(text(40_000))).isEqualTo("MEDIUMTEXT");
    assertThat(type(text(5_000_000))).isEqualTo("MEDIUMTEXT");
    assertThat(type(text(9_000_000))).isEqualTo("LONGTEXT");
  }

  @Test
  void textsThatTellNothingOfTheirLengthMayBeLong() {
    assertThat(type("\"\"")).isEqualTo("TEXT");
    assertThat(type("\"\"", "\"a\"")).isEqualTo("VARCHAR(255)");
    assertThat(type("\"it does not work\"")).isEqualTo("TEXT");
    assertThat(type("\"first\\nsecond\"")).isEqualTo("TEXT");
    assertThat(type("\"Ann Maria Smith\"")).isEqualTo("VARCHAR(255)");
  }

  @Test
  void uuidsAreTextsOfAKnownLength() {
    String uuid = "\"3fa85f64-5717-4562-b3fc-2c963f66afa6\"";
    assertThat(type(uuid, uuid.toUpperCase(java.util.Locale.ROOT))).isEqualTo("VARCHAR(64)");
    assertThat(type(uuid, "\"x\"")).isEqualTo("VARCHAR(255)");
    assertThat(type(uuid, "1")).isEqualTo("VARCHAR(255)");
  }

  @Test
  void textsThatAreDecimalNumbersEverywhereAreNumbers() {
    assertThat(named("total", "\"1773.94\"", "\"5\"", "null")).isEqualTo("DECIMAL(16,4)");
    assertThat(named("total", "\"-0.00012345\"")).isEqualTo("DECIMAL(22,10)");
    assertThat(named("total", "\"17\"", "\"5\"")).as("may be codes").isEqualTo("VARCHAR(255)");
    assertThat(named("total", "\"1773.94\"", "\"n/a\"")).isEqualTo("VARCHAR(255)");
    assertThat(named("total", "\"1773.94\"", "\"\"")).isEqualTo("VARCHAR(255)");
    assertThat(named("total", "\"1773.94\"", "5")).isEqualTo("VARCHAR(255)");
    assertThat(named("total", "\"01.5\"")).isEqualTo("VARCHAR(255)");
    assertThat(named("total", "\"1.5e3\"")).isEqualTo("VARCHAR(255)");
    assertThat(named("total", "\" 1.5\"")).isEqualTo("VARCHAR(255)");
    assertThat(named("app_version", "\"1.10\"")).isEqualTo("VARCHAR(255)");
    assertThat(named("ts", "\"1355517523.000005\"")).isEqualTo("VARCHAR(255)");
  }

  @Test
  void textsLikeVersionsAreNoNumbers() {
    for (String name :
        new String[] {"firmware", "tls", "kernel", "a", "value", "cost_center", "rate_plan"}) {
      assertThat(named(name, "\"1.10\"", "\"1.1\"", "\"1.2\"")).as(name).isEqualTo("VARCHAR(255)");
    }
    assertThat(named("a", decimals(1_000, i -> i % 12 + "." + i % 10))).isEqualTo("VARCHAR(255)");
    assertThat(named("a", decimals(1_000, i -> i % 31 + ".04")))
        .as("too few whole parts")
        .isEqualTo("VARCHAR(255)");
    assertThat(named("a", decimals(1_000, i -> i + "." + i)))
        .as("fractions of several lengths")
        .isEqualTo("VARCHAR(255)");
    assertThat(named("kernel_version", decimals(1_000, i -> i + ".12"))).isEqualTo("VARCHAR(255)");
  }

  @Test
  void textsLikeMoneyAreNumbersUnderAnyName() {
    assertThat(named("a", decimals(100, i -> i * 37 + "." + (10 + i % 90))))
        .isEqualTo("DECIMAL(16,4)");
    assertThat(named("a", decimals(99, i -> i * 37 + "." + (10 + i % 90))))
        .as("too few")
        .isEqualTo("VARCHAR(255)");
    assertThat(named("price_usd", "\"1773.94\"")).isEqualTo("DECIMAL(16,4)");
    assertThat(named("fxRate", "\"1.0843\"", "\"1.1\"")).isEqualTo("DECIMAL(18,6)");
  }

  private static String[] decimals(int count, IntFunction<String> text) {
    return IntStream.range(0, count)
        .mapToObj(i -> '"' + text.apply(i) + '"')
        .toArray(String[]::new);
  }

  @Test
  void integersThatMayGetFractionsHaveRoomForThem() {
    assertThat(named("unitPrice", "20")).isEqualTo("DECIMAL(16,4)");
    assertThat(named("price_id", "20")).isEqualTo("BIGINT");
    assertThat(named("quantity", "20")).isEqualTo("BIGINT");
  }

  @Test
  void integersThatAreTimesByRangeAndNameAreTimes() {
    assertThat(named("created_at", "1767225600")).isEqualTo("DATETIME(3) s");
    assertThat(named("createdAt", "1767225600000", "null")).isEqualTo("DATETIME(3)");
    assertThat(named("ts_us", "1767225600123456")).isEqualTo("DATETIME(6) us");
    assertThat(named("timeUnixNano", "1767225600123456000")).isEqualTo("DATETIME(6) ns");
    assertThat(named("timeUnixNano", "1767225600123456789")).as("loses").isEqualTo("BIGINT");
    assertThat(named("created_at", "1767225600", "1767225600000")).isEqualTo("BIGINT");
    assertThat(named("created_at", "17")).isEqualTo("BIGINT");
    assertThat(named("number", "1767225600")).as("its name says nothing").isEqualTo("BIGINT");
    assertThat(named("time_id", "1767225600")).isEqualTo("BIGINT");
    assertThat(named("durationTs", "1767225600")).isEqualTo("BIGINT");
    assertThat(named("timeout", "1767225600")).isEqualTo("BIGINT");
  }

  @Test
  void times() {
    assertThat(type("\"2026-02-28\"", "null")).isEqualTo("DATE");
    assertThat(type("\"2026-11-22 08:00:00\"")).isEqualTo("DATETIME(3)");
    assertThat(type("\"2026-11-22T08:00:00.123Z\"", "\"2026-11-22 08:00:00.1\""))
        .isEqualTo("DATETIME(3)");
    assertThat(type("\"2026-11-22T08:00:00.123456789+02:00\"")).isEqualTo("DATETIME(6)");
    assertThat(type("\"2026-02-28\"", "\"2026-11-22T08:00:00Z\"")).isEqualTo("DATETIME(3)");
    assertThat(type("\"2026-11-22T08:00Z\"", "\"2026-11-22T08:00+0100\"")).isEqualTo("DATETIME(3)");
    for (String no :
        new String[] {
          "2026-02-29",
          "2026-13-01",
          "0000-00-00",
          "2026-11-22T24:00:00",
          "2026-11-22T08",
          "2026-11-22T08:60",
          "20261122",
          "2026-11-22T08:00:60Z",
          "2026-11-22X08:00:00",
          "2026-11-22T08:00:00+25:00",
          "9999-12-31",
          "tomorrow",
          ""
        }) {
      assertThat(type("\"2026-11-22\"", "\"" + no + "\"")).as(no).isEqualTo("VARCHAR(255)");
    }
    assertThat(type("\"2026-11-22\"", "1")).isEqualTo("VARCHAR(255)");
  }

  @Test
  void everythingElse() {
    assertThat(type("true", "false", "null")).isEqualTo("BOOLEAN");
    assertThat(type("true", "1")).isEqualTo("VARCHAR(255)");
    assertThat(type("1", "\"x\"")).isEqualTo("VARCHAR(255)");
    assertThat(Samples.of(1, "{\"a\":null}").columns()).isEmpty();
    assertThat(type("[]")).isEqualTo("JSON");
    assertThat(type("{\"x\":1}", "1", "\"s\"")).isEqualTo("JSON");
    assertThat(type("[".repeat(32) + "]".repeat(32))).isEqualTo("LONGTEXT");
    assertThat(type("\"\\ud800\"")).isEqualTo("JSON");
  }

  private static String text(int chars) {
    return '"' + "x".repeat(chars) + '"';
  }

  private static String type(String... values) {
    return samples("a", values).type();
  }

  /** The type, and the unit of integers where it is not the default. */
  private static String named(String name, String... values) {
    Samples samples = samples(name, values);
    Epoch epoch = samples.suggestion().mapping().get(0).epoch();
    return samples.type() + (epoch == Epoch.MS ? "" : " " + epoch.label());
  }

  private static Samples samples(String name, String... values) {
    String[] texts = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] = "{\"" + name + "\":" + values[i] + "}";
    }
    return Samples.of(1, texts);
  }
}
