package dev.millrace.infer;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(type("9".repeat(66))).isEqualTo("VARCHAR(255)");
  }

  @Test
  void decimals() {
    assertThat(type("1.5", "20")).isEqualTo("DECIMAL(15,3)");
    assertThat(type("-0.123456789012345678")).isEqualTo("DECIMAL(32,20)");
    assertThat(type("123456789012.5")).isEqualTo("DECIMAL(19,3)");
    assertThat(type("0." + "1".repeat(30))).isEqualTo("DECIMAL(42,30)");
    assertThat(type("9".repeat(35) + "." + "9".repeat(30))).isEqualTo("DECIMAL(65,30)");
    assertThat(type("9".repeat(64) + ".9")).isEqualTo("DECIMAL(65,1)");
    assertThat(type("9".repeat(65) + ".9")).isEqualTo("DOUBLE");
    assertThat(type("0." + "1".repeat(31))).isEqualTo("DOUBLE");
    assertThat(type("1.5e3", "2")).isEqualTo("DOUBLE");
    assertThat(type("1e400")).isEqualTo("VARCHAR(64)");
    assertThat(type("1e-400")).isEqualTo("VARCHAR(64)");
    assertThat(type("-0.0e-400")).isEqualTo("DOUBLE");
    assertThat(type("1.5e3", "9007199254740993")).isEqualTo("VARCHAR(64)");
  }

  @Test
  void textsBySizeWithRoomForMore() {
    assertThat(type("\"\"")).isEqualTo("VARCHAR(64)");
    assertThat(type(text(32))).isEqualTo("VARCHAR(64)");
    assertThat(type(text(33))).isEqualTo("VARCHAR(255)");
    assertThat(type(text(512))).isEqualTo("VARCHAR(1024)");
    assertThat(type(text(2_048))).isEqualTo("VARCHAR(4096)");
    assertThat(type(text(2_049))).isEqualTo("TEXT");
    assertThat(type(text(40_000))).isEqualTo("MEDIUMTEXT");
    assertThat(type(text(9_000_000))).isEqualTo("LONGTEXT");
  }

  @Test
  void times() {
    assertThat(type("\"2026-02-28\"", "null")).isEqualTo("DATE");
    assertThat(type("\"2026-11-22 08:00:00\"")).isEqualTo("DATETIME");
    assertThat(type("\"2026-11-22T08:00:00.123Z\"", "\"2026-11-22 08:00:00.1\""))
        .isEqualTo("DATETIME(3)");
    assertThat(type("\"2026-11-22T08:00:00.123456789+02:00\"")).isEqualTo("DATETIME(6)");
    assertThat(type("\"2026-02-28\"", "\"2026-11-22T08:00:00Z\"")).isEqualTo("DATETIME");
    assertThat(type("\"2026-11-22T08:00Z\"", "\"2026-11-22T08:00+0100\"")).isEqualTo("DATETIME");
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
      assertThat(type("\"2026-11-22\"", "\"" + no + "\"")).as(no).isEqualTo("VARCHAR(64)");
    }
    assertThat(type("\"2026-11-22\"", "1")).isEqualTo("VARCHAR(64)");
  }

  @Test
  void everythingElse() {
    assertThat(type("true", "false", "null")).isEqualTo("BOOLEAN");
    assertThat(type("true", "1")).isEqualTo("VARCHAR(64)");
    assertThat(type("1", "\"x\"")).isEqualTo("VARCHAR(64)");
    assertThat(type("null")).isEqualTo("JSON");
    assertThat(type("[]")).isEqualTo("JSON");
    assertThat(type("{\"x\":1}", "1", "\"s\"")).isEqualTo("JSON");
    assertThat(type("[".repeat(32) + "]".repeat(32))).isEqualTo("LONGTEXT");
    assertThat(type("\"\\ud800\"")).isEqualTo("JSON");
  }

  private static String text(int chars) {
    return '"' + "x".repeat(chars) + '"';
  }

  private static String type(String... values) {
    String[] texts = new String[values.length];
    for (int i = 0; i < values.length; i++) {
      texts[i] = "{\"a\":" + values[i] + "}";
    }
    return Samples.of(1, texts).type();
  }
}
