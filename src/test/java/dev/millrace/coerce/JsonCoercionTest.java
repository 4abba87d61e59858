package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCoercionTest {
  private final Cell json = Cell.of("JSON");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-0.0e-5",
        "1e400",
        "true",
        "false",
        "\"\"",
        "\"abc\"",
        "\"it's\"",
        "\"a\\\"b\"",
        "\"\\u0000\\ud800\\/\\f\"",
        "\"é😀\"",
        "{}",
        "[]",
        "{\"a\" : [1, \"x\\n\", null]}",
        "{\n\t\"a\":\"\\\\\"\r\n}"
      })
  void keepsTheTextByteForByte(String text) {
    assertThat(decoded(json.json(text))).isEqualTo(text);
  }

  @Test
  void textOfKafkaBecomesJsonStrings() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Cell key = Cell.of("JSON").path("$key");
    ObjectMapper mapper = new ObjectMapper();
    for (int round = 0; round < 3_000; round++) {
      String text = RandomText.of(random, 20);

      String stored = decoded(key.text(text));

      assertThat(mapper.readValue(stored, String.class)).as("seed %d", seed).isEqualTo(text);
    }
  }

  @Test
  void theWholeMessageIsJsonAlready() {
    assertThat(decoded(Cell.of("JSON").path("$value").text("{\"a\":\"b\"}")))
        .isEqualTo("{\"a\":\"b\"}");
  }

  @Test
  void brokenUtf8IsRefused() {
    assertThat(Cell.of("JSON").path("$key").text(new byte[] {(byte) 0xFF}))
        .isEqualTo("!not-in-charset");
    assertThat(Cell.of("JSON").path("$value").text(new byte[] {(byte) 0xFF}))
        .isEqualTo("!not-in-charset");
  }

  private static String decoded(String literal) {
    byte[] sql = literal.getBytes(UTF_8);
    return new String(SqlLiteral.decode(sql, 0, sql.length), UTF_8);
  }
}
