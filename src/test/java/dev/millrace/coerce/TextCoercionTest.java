package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.charset.Utf8;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextCoercionTest {
  private static final String EMOJI = "😀";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "" | ""
          "abc" | "abc"
          "it's" | "it's"
          " a " | " a "
          "a\\"b" | "a\\"b"
          "a\\\\b" | "a\\\\b"
          "a\\/b" | "a/b"
          "a\\fb\\bb\\tb" | "a\fb\bb\tb"
          "a\\nb\\rb" | "a\\nb\\rb"
          "\\u0000" | "\\0"
          "\\u001a" | "\\Z"
          "\\u0022; --" | "\\"; --"
          "\\u005c" | "\\\\"
          "\\u00e9\\u20AC\\ud83d\\ude00" | "é€😀"
          1 | "1"
          -1.50e+3 | "-1.50e+3"
          true | "true"
          false | "false"
          {"a": "b\\n"} | "{\\"a\\": \\"b\\\\n\\"}"
          ["é", 1] | "[\\"é\\", 1]"
          "\\ud800" | !not-in-charset
          "\\udc00" | !not-in-charset
          "\\ud800x" | !not-in-charset
          "\\ud800\\n" | !not-in-charset
          "\\ud800\\ud800\\udc00" | !not-in-charset
          "\\udc00\\ud800" | !not-in-charset
          {"a":"\\ud800"} | "{\\"a\\":\\"\\\\ud800\\"}"
          """,
      quoteCharacter = '`')
  void takesScalarsAndJsonText(String json, String literal) {
    assertThat(Cell.of("VARCHAR(64)").json(json)).isEqualTo(literal);
  }

  @Test
  void literalsReadBackAsTheText() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Cell cell = Cell.of("TEXT");
    for (int round = 0; round < 5_000; round++) {
      String text = RandomText.of(random, 30);

      for (String literal : new String[] {cell.string(text), cell.text(text)}) {
        byte[] sql = literal.getBytes(UTF_8);
        assertThat(new String(SqlLiteral.decode(sql, 0, sql.length), UTF_8))
            .as("seed %d", seed)
            .isEqualTo(text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"CHAR(3)", "VARCHAR(3)"})
  void charactersAreCodePoints(String type) {
    Cell cell = Cell.of(type);

    assertThat(cell.string("abc")).isEqualTo("\"abc\"");
    assertThat(cell.string("éàü")).isEqualTo("\"éàü\"");
    assertThat(cell.string(EMOJI.repeat(3))).isEqualTo("\"😀😀😀\"");
    assertThat(cell.string(EMOJI.repeat(4))).isEqualTo("!too-long");
    assertThat(cell.string("abcd")).isEqualTo("!too-long");
    assertThat(cell.string("abc ")).as("trailing blanks count").isEqualTo("!too-long");
    assertThat(cell.string("ab\n\n")).isEqualTo("!too-long");
    assertThat(cell.json("1234")).isEqualTo("!too-long");
    assertThat(cell.json("true")).isEqualTo("!too-long");
    assertThat(cell.json("[1,2]")).isEqualTo("!too-long");
    assertThat(cell.json("\"\\ud83d\\ude00\\ud83d\\ude00\\u0061\"")).isEqualTo("\"😀😀a\"");
  }

  @Test
  void varcharOfZeroTakesTheEmptyStringOnly() {
    assertThat(Cell.of("VARCHAR(0)").string("")).isEqualTo("\"\"");
    assertThat(Cell.of("VARCHAR(0)").string("a")).isEqualTo("!too-long");
  }

  @Test
  void textFamilyCountsBytesOfItsCharset() {
    assertThat(Cell.of("TINYTEXT").string("x".repeat(255))).hasSize(257);
    assertThat(Cell.of("TINYTEXT").string("x".repeat(256))).isEqualTo("!too-long");
    assertThat(Cell.of("TINYTEXT").string("é".repeat(128))).isEqualTo("!too-long");
    assertThat(Cell.of("TINYTEXT", "latin1").string("é".repeat(255))).hasSize(257);
    assertThat(Cell.of("TINYTEXT", "latin1").string("é".repeat(256))).isEqualTo("!too-long");
    assertThat(Cell.of("TINYTEXT", "ucs2").string("x".repeat(127))).hasSize(129);
    assertThat(Cell.of("TINYTEXT", "ucs2").string("x".repeat(128))).isEqualTo("!too-long");
    assertThat(Cell.of("TINYTEXT", "utf16").string(EMOJI.repeat(63))).hasSize(128);
    assertThat(Cell.of("TINYTEXT", "utf16").string(EMOJI.repeat(64))).isEqualTo("!too-long");
    assertThat(Cell.of("TINYTEXT", "utf32").string("x".repeat(64))).isEqualTo("!too-long");
    assertThat(Cell.of("TINYTEXT", "gbk").string("中".repeat(127))).hasSize(129);
    assertThat(Cell.of("TINYTEXT", "gbk").string("中".repeat(128))).isEqualTo("!too-long");
    assertThat(Cell.of("TEXT").string("x".repeat(65_535))).hasSize(65_537);
    assertThat(Cell.of("TEXT").string("x".repeat(65_536))).isEqualTo("!too-long");
    assertThat(Cell.of("TEXT").string("x".repeat(65_534) + "\n")).hasSize(65_538);
    assertThat(Cell.of("MEDIUMTEXT").string("x".repeat(65_536))).hasSize(65_538);
  }

  @ParameterizedTest
  @CsvSource({
    "utf8mb4, aé€😀, ok",
    "utf8mb3, aé€, ok",
    "utf8mb3, 😀, no",
    "utf8, 😀, no",
    "utf8, é€中, ok",
    "latin1, é€ÿ, ok",
    "latin1, \u0081, ok",
    "latin1, \u0080, no",
    "latin1, ā, no",
    "latin1, 😀, no",
    "ascii, a~, ok",
    "ascii, é, no",
    "ucs2, 中, ok",
    "ucs2, 😀, no",
    "utf16, 😀, ok",
    "utf16le, 😀, ok",
    "utf32, 😀, ok",
    "gbk, 中, ok",
    "gbk, €, no",
    "gbk, 😀, no",
    "cp1251, жё, ok",
    "cp1251, é, no",
    "latin2, ł, ok",
    "greek, λ, ok",
    "sjis, 日本, ok",
    "euckr, 한, ok",
    "big5, 中, ok",
    "gb18030, 😀, ok",
    "koi8r, ж, ok",
    "swe7, a, ok",
    "swe7, \\, no",
    "armscii8, a, ok",
    "armscii8, Ա, no",
    "no-such-set, a, ok",
    "no-such-set, é, no",
    "LATIN1, é, ok"
  })
  void refusesWhatTheCharsetCannotHold(String charset, String text, String fits) {
    String literal = fits.equals("ok") ? null : "!not-in-charset";
    for (String type : new String[] {"VARCHAR(20)", "TEXT"}) {
      String written = Cell.of(type, charset).string(text);
      if (literal != null) {
        assertThat(written).isEqualTo(literal);
      } else {
        assertThat(written).doesNotStartWith("!");
      }
    }
  }

  @Test
  void noCharsetMeansUtf8mb4() {
    assertThat(Cell.of("VARCHAR(1)", null).string(EMOJI)).isEqualTo("\"😀\"");
  }

  @Test
  void textOfKafkaHasNoEscapesAndMayBeBroken() {
    Cell cell = Cell.of("VARCHAR(20)").path("$key");

    assertThat(cell.text("a\\n\"b\0")).isEqualTo("\"a\\\\n\\\"b\\0\"");
    assertThat(cell.text(EMOJI)).isEqualTo("\"😀\"");
    assertThat(cell.text(new byte[0])).isEqualTo("\"\"");
    for (int[] broken :
        new int[][] {
          {0x80},
          {0xC0, 0x80},
          {0xC1, 0xBF},
          {0xC3},
          {0xE2, 0x82},
          {0xE0, 0x80, 0x80},
          {0xED, 0xA0, 0x80},
          {0xF0, 0x80, 0x80, 0x80},
          {0xF4, 0x90, 0x80, 0x80},
          {0xF5},
          {0xFF},
          {0xC3, 0x41},
          {0xE2, 0x82, 0x41},
          {0xF0, 0x9F, 0x98, 0xC0}
        }) {
      byte[] bytes = new byte[broken.length];
      for (int i = 0; i < broken.length; i++) {
        bytes[i] = (byte) broken[i];
      }
      assertThat(cell.text(bytes)).isEqualTo("!not-in-charset");
    }
  }

  @Test
  void utf8IsCheckedAsStrictlyAsByTheJdk() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] leads = {
      0x41, (byte) 0xC3, (byte) 0xE0, (byte) 0xED, (byte) 0xF0, (byte) 0xF4, (byte) 0x9F
    };
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[1 + random.nextInt(5)];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] =
            random.nextBoolean() ? leads[random.nextInt(leads.length)] : (byte) (bytes[i] | 0x80);
      }
      boolean valid = Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);

      assertThat(Utf8.isValid(bytes, 0, bytes.length))
          .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
          .isEqualTo(valid);
    }
  }
}
