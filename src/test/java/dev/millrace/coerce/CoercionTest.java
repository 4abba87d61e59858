package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ValueKind;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CoercionTest {

  @ParameterizedTest
  @EnumSource(ColumnType.Base.class)
  void everyTypeHasACoercionThatSaysWhatItExpects(ColumnType.Base base) {
    String expected = cell(base).expected();

    assertThat(expected).isNotBlank().doesNotEndWith(".").hasSizeLessThan(120);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INT | an integer from -2147483648 to 2147483647
          BIGINT UNSIGNED | an integer from 0 to 18446744073709551615
          TINYINT(1) | an integer from -128 to 127, true or false
          BIT(3) | an integer from 0 to 7
          BOOLEAN | true, false, 0 or 1
          DECIMAL(12,2) UNSIGNED | a number of at most 10 digits before the point, not negative
          VARCHAR(64) | text of at most 64 characters of utf8mb4
          TEXT | text of at most 65535 bytes of utf8mb4
          VARBINARY(8) | a string of at most 8 bytes
          JSON | any JSON value
          """)
  void saysWhatItExpects(String type, String expected) {
    assertThat(Cell.of(type).expected()).isEqualTo(expected);
  }

  @Test
  void aBooleanEntryRulesIntegerColumnsOnly() {
    assertThat(Cell.of("INT").entryType("BOOLEAN").json("2")).isEqualTo("!bad-boolean");
    assertThat(Cell.of("VARCHAR(5)").entryType("BOOLEAN").json("2")).isEqualTo("\"2\"");
    assertThat(Cell.of("TINYINT(1)").entryType("INT").json("2")).isEqualTo("2");
  }

  @ParameterizedTest
  @EnumSource(ColumnType.Base.class)
  void anyTextGivesOneLiteralOrACode(ColumnType.Base base) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Cell cell = cell(base);
    for (int round = 0; round < 2_000; round++) {
      String text = random.nextBoolean() ? RandomText.of(random, 12) : mutated(random);

      for (String written : new String[] {cell.string(text), cell.text(text)}) {
        if (written.startsWith("\"") || written.startsWith("'") || written.startsWith("x")) {
          byte[] sql = written.getBytes(UTF_8);
          SqlLiteral.decode(sql, 0, sql.length);
        } else if (!written.startsWith("!")) {
          assertThat(written).as("seed %d: %s", seed, text).matches("[-0-9.eE+]+");
        }
      }
    }
  }

  /** Something that nearly is a number or a time. */
  private static String mutated(Random random) {
    String[] models = {
      "2026-11-22T08:00:00.123+01:00", "2026-11-22", "-838:59:59.5", "-12.5e+3", "2026", "AA=="
    };
    StringBuilder text = new StringBuilder(models[random.nextInt(models.length)]);
    for (int changes = random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.length());
      if (random.nextBoolean()) {
        text.setCharAt(at, "0123456789-+:.TZ eE\u0000é".charAt(random.nextInt(21)));
      } else {
        text.setLength(Math.max(1, at));
      }
    }
    return text.toString();
  }

  private static Cell cell(ColumnType.Base base) {
    return Cell.of(
        switch (base) {
          case VARCHAR, VARBINARY -> base + "(30)";
          case ENUM, SET -> base + "('a','b')";
          case BIT -> "BIT(8)";
          case DECIMAL -> "DECIMAL(10,2)";
          default -> base.name();
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          BIGINT | 1234567890123456789
          BIGINT | "42"
          BIGINT | 1.0
          BIGINT | "abc"
          INT | 99999999999
          BOOLEAN | true
          DOUBLE | 50.123456
          DOUBLE | 0.30000000000000004
          DECIMAL(12,2) | 123.45
          DECIMAL(12,2) | 123.456
          VARCHAR(64) | "some text of ordinary length"
          VARCHAR(8) | "éééééé"
          VARCHAR(64) | "line\\nline \\u00e9"
          VARCHAR(64) | {"a":"b"}
          TEXT | "some text"
          JSON | {"a":"b"}
          DATETIME(3) | "2026-11-22T08:00:00.123Z"
          DATETIME | "2026-11-22T08:00:00.999+02:00"
          DATETIME(3) | 1700000000123
          TIMESTAMP(3) | "2026-11-22 08:00:00.123"
          DATE | "2026-11-22"
          TIME | "08:00:00"
          VARBINARY(16) | "abcdef"
          ENUM('a','b') | "b"
          SET('a','b') | "b,a"
          """)
  void allocatesNothing(String type, String json) {
    for (String zone : new String[] {"UTC", "Europe/Berlin"}) {
      Coercion coercion = Cell.of(type).zone(zone).coercion();
      byte[] bytes = json.getBytes(UTF_8);
      int quote = bytes[0] == '"' ? 1 : 0;
      ValueKind kind = kind(json);
      SqlText out = new SqlText(1 << 10);
      RejectCode code = null;
      long least = Long.MAX_VALUE;
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      for (int attempt = 0; attempt < 5; attempt++) {
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < 1_000; i++) {
          out.truncate(0);
          code = coercion.write(kind, bytes, quote, bytes.length - quote, out);
        }
        long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        least = Math.min(least, after - before);
      }
      assertThat(least).as("%s in %s, %s", json, zone, code).isLessThan(1_000);
    }
  }

  private static ValueKind kind(String json) {
    return switch (json.charAt(0)) {
      case '"' -> json.contains("\\") ? ValueKind.ESCAPED : ValueKind.STRING;
      case '{' -> ValueKind.OBJECT;
      case 't' -> ValueKind.TRUE;
      default -> ValueKind.NUMBER;
    };
  }
}
