package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerCoercionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          TINYINT            | -128                  | 127
          TINYINT UNSIGNED   | 0                     | 255
          TINYINT(1)         | -128                  | 127
          SMALLINT           | -32768                | 32767
          SMALLINT UNSIGNED  | 0                     | 65535
          MEDIUMINT          | -8388608              | 8388607
          MEDIUMINT UNSIGNED | 0                     | 16777215
          INT                | -2147483648           | 2147483647
          INT UNSIGNED       | 0                     | 4294967295
          BIGINT             | -9223372036854775808  | 9223372036854775807
          BIGINT UNSIGNED    | 0                     | 18446744073709551615
          BIT(1)             | 0                     | 1
          BIT(8)             | 0                     | 255
          BIT(63)            | 0                     | 9223372036854775807
          BIT(64)            | 0                     | 18446744073709551615
          """)
  void takesExactlyItsRangeInEveryForm(String type, BigInteger least, BigInteger most) {
    Cell cell = Cell.of(type);
    for (BigInteger bound : new BigInteger[] {least, most}) {
      assertThat(cell.json(bound.toString())).isEqualTo(bound.toString());
      assertThat(cell.json("\"" + bound + "\"")).isEqualTo(bound.toString());
      assertThat(cell.json(bound + ".000")).isEqualTo(bound.toString());
      assertThat(cell.json(bound + "000e-3")).isEqualTo(bound.toString());
      assertThat(cell.json(bound + ".5")).isEqualTo("!fraction-lost");
    }
    for (BigInteger beyond :
        new BigInteger[] {
          least.subtract(BigInteger.ONE), most.add(BigInteger.ONE), most.multiply(BigInteger.TEN)
        }) {
      assertThat(cell.json(beyond.toString())).isEqualTo("!out-of-range");
      assertThat(cell.json("\"" + beyond + "\"")).isEqualTo("!out-of-range");
      assertThat(cell.json(beyond + ".0")).isEqualTo("!out-of-range");
    }
    assertThat(cell.expected()).startsWith("an integer from " + least + " to " + most);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 | 0
          -0 | 0
          -0.0 | 0
          0e5 | 0
          0e999999999999999999999 | 0
          0.000e-7 | 0
          1.0 | 1
          1e3 | 1000
          1E+3 | 1000
          1200e-2 | 12
          -12.50e1 | -125
          0.00012e5 | 12
          100e-3 | !fraction-lost
          1.5 | !fraction-lost
          0.1 | !fraction-lost
          1e-1 | !fraction-lost
          1e-999999999 | !fraction-lost
          1e-99999999999999999999999 | !fraction-lost
          1e999999999 | !out-of-range
          -1e999999999 | !out-of-range
          1e99999999999999999999999 | !out-of-range
          1e10 | !out-of-range
          true | 1
          false | 0
          "12" | 12
          "-12" | -12
          "+12" | 12
          "007" | 7
          "-007" | -7
          "-0" | 0
          "1.0" | 1
          "1." | 1
          ".0" | 0
          "1e3" | 1000
          "0000000000000000000000000000012" | 12
          "1.5" | !fraction-lost
          "\\u0031\\u0032" | 12
          "" | !not-a-number
          " " | !not-a-number
          " 1" | !not-a-number
          "1 " | !not-a-number
          "-" | !not-a-number
          "+" | !not-a-number
          "." | !not-a-number
          "e1" | !not-a-number
          "1e" | !not-a-number
          "1e+" | !not-a-number
          "--1" | !not-a-number
          "1-" | !not-a-number
          "1e1.0" | !not-a-number
          "0x10" | !not-a-number
          "1,000" | !not-a-number
          "1_000" | !not-a-number
          "١" | !not-a-number
          "NaN" | !not-a-number
          "Infinity" | !not-a-number
          "abc" | !not-a-number
          "true" | !not-a-number
          "\\ud800" | !not-a-number
          {"a":1} | !not-a-number
          [1] | !not-a-number
          """)
  void intTakesIntegralValues(String json, String literal) {
    assertThat(Cell.of("INT").json(json)).isEqualTo(literal);
  }

  @ParameterizedTest
  @CsvSource({"true,1", "false,0", "\"true\",1", "\"false\",0", "2,2", "-128,-128", "\"7\",7"})
  void tinyintOfOneTakesIntegersAndWords(String json, String literal) {
    assertThat(Cell.of("TINYINT(1)").json(json)).isEqualTo(literal);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"TRUE\"", "\"yes\"", "\"\"", "{}"})
  void tinyintOfOneTakesNoOtherWords(String json) {
    assertThat(Cell.of("TINYINT(1)").json(json)).isEqualTo("!not-a-number");
  }

  @Test
  void unsignedTakesMinusZeroOnly() {
    Cell cell = Cell.of("INT UNSIGNED");

    assertThat(cell.json("-0")).isEqualTo("0");
    assertThat(cell.json("-0.0")).isEqualTo("0");
    assertThat(cell.json("-1")).isEqualTo("!out-of-range");
  }

  @Test
  void agreesWithBigDecimal() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] types = {
      "TINYINT", "SMALLINT UNSIGNED", "INT", "BIGINT", "BIGINT UNSIGNED", "BIT(33)"
    };
    for (int round = 0; round < 20_000; round++) {
      String type = types[random.nextInt(types.length)];
      String number = RandomNumber.json(random);
      BigDecimal exact = new BigDecimal(number);

      String written = Cell.of(type).json(number);

      String as = "seed " + seed + ": " + number + " in " + type;
      if (exact.stripTrailingZeros().scale() > 0) {
        assertThat(written).as(as).isEqualTo("!fraction-lost");
      } else {
        BigInteger value = exact.toBigIntegerExact();
        assertThat(written)
            .as(as)
            .isEqualTo(inRange(type, value) ? value.toString() : "!out-of-range");
      }
    }
  }

  private static boolean inRange(String type, BigInteger value) {
    boolean signed = type.equals("TINYINT") || type.equals("INT") || type.equals("BIGINT");
    int bits =
        switch (type) {
          case "TINYINT" -> 8;
          case "SMALLINT UNSIGNED" -> 16;
          case "INT" -> 32;
          case "BIT(33)" -> 33;
          default -> 64;
        };
    return signed ? value.bitLength() < bits : value.signum() >= 0 && value.bitLength() <= bits;
  }
}
