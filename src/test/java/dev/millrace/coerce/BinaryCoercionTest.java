package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.MappingEntry.Encoding;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryCoercionTest {

  @Test
  void stringsAreTheirUtf8Bytes() {
    Cell cell = Cell.of("VARBINARY(4)");

    assertThat(cell.string("abcd")).isEqualTo("\"abcd\"");
    assertThat(cell.string("éé")).isEqualTo("\"éé\"");
    assertThat(cell.string("ééa")).isEqualTo("!too-long");
    assertThat(cell.string("")).isEqualTo("\"\"");
    assertThat(cell.json("\"\\u0000\\\"\"")).isEqualTo("\"\\0\\\"\"");
    assertThat(cell.json("\"\\ud800\"")).isEqualTo("!bad-encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "{}", "[1]"})
  void onlyStringsAreTaken(String json) {
    assertThat(Cell.of("BLOB").json(json)).isEqualTo("!bad-encoding");
    assertThat(Cell.of("BLOB").encoding(Encoding.HEX).json(json)).isEqualTo("!bad-encoding");
  }

  @Test
  void keysOfKafkaMayBeAnyBytes() {
    assertThat(Cell.of("BLOB").path("$key").text(new byte[] {0, (byte) 0xFF})).isEqualTo("x'00FF'");
    assertThat(Cell.of("BLOB").path("$key").text("a\\b")).isEqualTo("\"a\\\\b\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "" | x''
          "00ff" | x'00ff'
          "00FFaA" | x'00FFaA'
          "\\u0030f" | x'0f'
          "0" | !bad-encoding
          "0x00" | !bad-encoding
          "0g" | !bad-encoding
          "00 ff" | !bad-encoding
          "é" | !bad-encoding
          "00112233" | x'00112233'
          "0011223344" | !too-long
          """)
  void hexIsPairsOfDigits(String json, String literal) {
    assertThat(Cell.of("VARBINARY(4)").encoding(Encoding.HEX).json(json)).isEqualTo(literal);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "" | x''
          "AA==" | x'00'
          "AA" | x'00'
          "AAE=" | x'0001'
          "AAE" | x'0001'
          "AAEC" | x'000102'
          "+/8=" | x'FBFF'
          "-_8" | x'FBFF'
          "AA\\r\\nEC" | x'000102'
          "AAECAw==" | x'00010203'
          "AAECAwQ=" | !too-long
          "A" | !bad-encoding
          "AAECA" | !bad-encoding
          "AA=" | !bad-encoding
          "AA===" | !bad-encoding
          "AAEC=" | !bad-encoding
          "====" | !bad-encoding
          "A===" | !bad-encoding
          "AB==" | !bad-encoding
          "AAF=" | !bad-encoding
          "AA==AA==" | !bad-encoding
          "AA A" | !bad-encoding
          "AA*A" | !bad-encoding
          "é" | !bad-encoding
          """)
  void base64IsStrict(String json, String literal) {
    assertThat(Cell.of("VARBINARY(4)").encoding(Encoding.BASE64).json(json)).isEqualTo(literal);
  }

  @Test
  void everyEncodingReadsBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      byte[] value = new byte[random.nextInt(50)];
      random.nextBytes(value);
      String[] base64 = {
        Base64.getEncoder().encodeToString(value),
        Base64.getUrlEncoder().withoutPadding().encodeToString(value),
        Base64.getMimeEncoder(8, new byte[] {'\n'}).encodeToString(value)
      };
      for (String text : base64) {
        assertThat(decoded(Cell.of("BLOB").encoding(Encoding.BASE64).string(text)))
            .as("seed %d", seed)
            .isEqualTo(value);
      }
      assertThat(decoded(Cell.of("BLOB").path("$key").text(value))).isEqualTo(value);
    }
  }

  @Test
  void limitsAreBytes() {
    assertThat(Cell.of("TINYBLOB").string("é".repeat(127))).hasSize(129);
    assertThat(Cell.of("TINYBLOB").string("é".repeat(128))).isEqualTo("!too-long");
    assertThat(Cell.of("BINARY(2)").string("a")).as("padded by the server").isEqualTo("\"a\"");
    assertThat(Cell.of("BLOB").string("x".repeat(65_535))).hasSize(65_537);
    assertThat(Cell.of("BLOB").string("x".repeat(65_536))).isEqualTo("!too-long");
  }

  private static byte[] decoded(String literal) {
    byte[] sql = literal.getBytes(UTF_8);
    return SqlLiteral.decode(sql, 0, sql.length);
  }
}
