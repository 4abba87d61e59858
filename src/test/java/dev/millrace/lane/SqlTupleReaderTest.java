package dev.millrace.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.coerce.SqlText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTupleReaderTest {
  private static List<Object> read(String sql) {
    byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
    return SqlTupleReader.read(bytes, 0, bytes.length);
  }

  @Test
  void everyKindOfLiteralIsReadBack() {
    assertThat(read("(1,-2,NULL,DEFAULT,1.50,1e3,18446744073709551615,x'00fF','a',\"b\",\"\")"))
        .containsExactly(
            1L,
            -2L,
            null,
            Map.of("default", true),
            new BigDecimal("1.50"),
            new BigDecimal("1e3"),
            new BigInteger("18446744073709551615"),
            Map.of("hex", "00fF"),
            "a",
            "b",
            "");
  }

  @Test
  void asTextEveryDigitStaysAndWhatIsLongIsCutWithItsSize() {
    byte[] sql =
        "(9223372036854775807,-1.10,1e400,NULL,DEFAULT,x'00ff','a','😀😀😀',x'00112233445566')"
            .getBytes(StandardCharsets.UTF_8);

    assertThat(SqlTupleReader.readText(sql, 0, sql.length, 19))
        .startsWith("9223372036854775807", "-1.10", "1e400", null, Map.of("default", true))
        .contains(Map.of("hex", "00ff"), "a");
    assertThat(SqlTupleReader.readText(sql, 0, sql.length, 5))
        .containsExactly(
            Map.of("text", "92233", "chars", 19),
            "-1.10",
            "1e400",
            null,
            Map.of("default", true),
            Map.of("hex", "00ff"),
            "a",
            Map.of("text", "😀😀", "chars", 3),
            Map.of("hex", "0011223344", "bytes", 7));
  }

  @Test
  void escapesAreThoseOfMySql() {
    assertThat(read("(\"\\0\\b\\n\\r\\t\\Z\\\\\\\"\\'\\%\\_\\q\",'it''s',\"a\"\"b\",'),(')"))
        .containsExactly("\0\b\n\r\t\u001A\\\"'\\%\\_q", "it's", "a\"b", "),(");
  }

  @Test
  void whatTheEngineQuotesIsReadBackAsItWas() {
    Random random = new Random(42);
    for (int i = 0; i < 2_000; i++) {
      int[] points =
          random.ints(random.nextInt(40), 0, 0x300).map(c -> c == 0x2ff ? 0x1F600 : c).toArray();
      String text = new String(points, 0, points.length);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      SqlText sql = new SqlText(16);
      sql.ascii("(");
      sql.text(utf8, 0, utf8.length);
      sql.ascii(",");
      sql.hex(utf8, 0, utf8.length);
      sql.ascii(",7)");

      assertThat(SqlTupleReader.read(sql.array(), 0, sql.length()))
          .containsExactly(text, Map.of("hex", HexFormat.of().withUpperCase().formatHex(utf8)), 7L);
    }
  }

  @Test
  void aTupleInTheMiddleIsReadAlone() {
    byte[] sql = "(1),(2),(3)".getBytes(StandardCharsets.UTF_8);

    assertThat(SqlTupleReader.read(sql, 4, 7)).containsExactly(2L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "(1", "(1)x", "(\"a)", "(x'0')", "(x'zz')", "(abc)", "('a'b)"})
  void whatIsNoTupleIsRefused(String sql) {
    assertThatThrownBy(() -> read(sql)).isInstanceOf(IllegalArgumentException.class);
  }
}
