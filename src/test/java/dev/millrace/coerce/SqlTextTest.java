package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTextTest {
  private final SqlText sql = new SqlText(0);

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        -1,
        9,
        10,
        99,
        100,
        -100,
        1_000_000_007,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        999_999_999_999_999_999L,
        1_000_000_000_000_000_000L
      })
  void writesIntegers(long value) {
    sql.integer(value);

    assertThat(written()).isEqualTo(Long.toString(value));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 9, 10, Long.MAX_VALUE, Long.MIN_VALUE, -1, -10})
  void writesUnsignedIntegers(long value) {
    sql.unsigned(value);

    assertThat(written()).isEqualTo(Long.toUnsignedString(value));
  }

  @Test
  void anyByteSurvivesTheLiteral() {
    for (int c = 0; c <= 0xFF; c++) {
      byte[] text = {'a', (byte) c, (byte) c, '%'};
      sql.truncate(0);
      sql.text(text, 0, text.length);
      assertThat(decoded()).as("byte %02x", c).isEqualTo(text);
    }
  }

  @Test
  void anyPairOfBytesSurvivesTheLiteral() {
    for (int pair = 0; pair <= 0xFFFF; pair++) {
      byte[] text = {(byte) (pair >> 8), (byte) pair};
      sql.truncate(0);
      sql.text(text, 0, 2);
      if (!Arrays.equals(decoded(), text)) {
        throw new AssertionError("pair " + Integer.toHexString(pair) + " gave " + written());
      }
    }
  }

  @Test
  void attemptsToBreakOutStayInside() {
    for (String attack :
        new String[] {
          "\"",
          "\\",
          "\\\"",
          "\"; DROP TABLE t; -- ",
          "'); DELETE FROM t; #",
          "\\\\\"",
          "\0\"",
          "\"\"",
          "\\0",
          "\\%\\_",
          "/*!",
          "\u001a\"",
          "\u00bf\"",
          "縗\"",
          "\u2028\"\\",
          "\uff02"
        }) {
      sql.truncate(0);
      sql.text(attack.getBytes(UTF_8), 0, attack.getBytes(UTF_8).length);
      assertThat(decoded()).isEqualTo(attack.getBytes(UTF_8));
    }
  }

  @Test
  void randomTextSurvivesTheLiteralAndHex() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      byte[] text = RandomText.of(random, 40).getBytes(UTF_8);
      sql.truncate(0);
      sql.text(text, 0, text.length);
      assertThat(decoded()).as("seed %d", seed).isEqualTo(text);
      sql.truncate(0);
      sql.hex(text, 0, text.length);
      assertThat(decoded()).as("seed %d", seed).isEqualTo(text);
    }
  }

  @Test
  void growsOverManyAppendsAndKeepsWhatStands() {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 5_000; i++) {
      sql.integer(i);
      sql.append((byte) ',');
      expected.append(i).append(',');
    }

    assertThat(written()).isEqualTo(expected.toString());
  }

  @Test
  void keepsToPowersOfTwoWithItsHeaderWhileItDoubles() {
    SqlText text = new SqlText(1 << 10);
    for (int length = 0; length < 100_000; length++) {
      text.append((byte) 'x');
      int withHeader = text.array().length + 16;
      assertThat(Integer.bitCount(withHeader)).as("array of %d", withHeader).isOne();
    }
  }

  @Test
  void growsForEachKindOfAppend() {
    byte[] much = "x".repeat(100_000).getBytes(UTF_8);
    for (int kind = 0; kind < 4; kind++) {
      SqlText small = new SqlText(0);
      switch (kind) {
        case 0 -> small.text(much, 0, much.length);
        case 1 -> small.rawText(much, 0, much.length);
        case 2 -> small.hex(much, 0, much.length);
        default -> small.append(much, 0, much.length);
      }
      assertThat(small.length()).isGreaterThanOrEqualTo(much.length);
    }
  }

  @Test
  void truncateRollsBackAndRefusesToGrow() {
    sql.nul();
    sql.dflt();
    sql.truncate(4);

    assertThat(written()).isEqualTo("NULL");
    assertThatThrownBy(() -> sql.truncate(5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sql.truncate(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void emptyTextAndEmptyHexAreEmptyLiterals() {
    sql.text(new byte[0], 0, 0);
    sql.hex(new byte[0], 0, 0);

    assertThat(written()).isEqualTo("\"\"x''");
  }

  private String written() {
    return new String(sql.array(), 0, sql.length(), ISO_8859_1);
  }

  private byte[] decoded() {
    return SqlLiteral.decode(sql.array(), 0, sql.length());
  }
}
