package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatCoercionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DOUBLE | 0.1 | 0.1
          DOUBLE | -12.5 | -12.5
          DOUBLE | 1e3 | 1e3
          DOUBLE | 1E+3 | 1E+3
          DOUBLE | 0.30000000000000004 | 0.30000000000000004e0
          DOUBLE | 12345678901234567e3 | 12345678901234567e3
          DOUBLE | 12345678901234567000 | 12345678901234567000e0
          DOUBLE | 1e308 | 1.0E308
          DOUBLE | 1.7976931348623157e308 | 1.7976931348623157E308
          DOUBLE | -1.7976931348623157e308 | -1.7976931348623157E308
          DOUBLE | 1.7976931348623159e308 | !out-of-range
          DOUBLE | 1e309 | !out-of-range
          DOUBLE | 1e400 | !out-of-range
          DOUBLE | -1e400 | !out-of-range
          DOUBLE | 1e99999999999999999999 | !out-of-range
          DOUBLE | 1e-400 | 0
          DOUBLE | -1e-400 | 0
          DOUBLE | 1e-99999999999999999999 | 0
          DOUBLE | 0e400 | 0
          DOUBLE | 4.9e-324 | 4.9E-324
          DOUBLE | -0 | 0
          DOUBLE | -0.00 | 0
          DOUBLE | -0.01 | -0.01
          DOUBLE UNSIGNED | -0.0 | 0
          DOUBLE UNSIGNED | -0.5 | !out-of-range
          DOUBLE UNSIGNED | -1e-400 | !out-of-range
          DOUBLE UNSIGNED | 0.5 | 0.5
          DOUBLE | "12.5" | 12.5
          DOUBLE | "+12.5" | 12.5
          DOUBLE | ".5" | 0.5
          DOUBLE | "5." | 5.0
          DOUBLE | "5.e3" | 5000.0
          DOUBLE | "007" | 007
          DOUBLE | "1e3" | 1e3
          DOUBLE | "" | !not-a-number
          DOUBLE | "-" | !not-a-number
          DOUBLE | "." | !not-a-number
          DOUBLE | "1.2.3" | !not-a-number
          DOUBLE | " 1" | !not-a-number
          DOUBLE | "1 " | !not-a-number
          DOUBLE | "1f" | !not-a-number
          DOUBLE | "1d" | !not-a-number
          DOUBLE | "0x1p3" | !not-a-number
          DOUBLE | "NaN" | !not-a-number
          DOUBLE | "Infinity" | !not-a-number
          DOUBLE | "1e400" | !out-of-range
          DOUBLE | true | !not-a-number
          DOUBLE | {} | !not-a-number
          FLOAT | 3.4028234e38 | 3.4028234E38
          FLOAT | 3.4028234663852886e38 | 3.4028234663852886E38
          FLOAT | 3.4028235e38 | !out-of-range
          FLOAT | 1e38 | 1.0E38
          FLOAT | 9e37 | 9e37
          FLOAT | 1e39 | !out-of-range
          FLOAT | -1e39 | !out-of-range
          FLOAT | 1e-60 | 1e-60
          FLOAT(7,2) | 123.456 | 123.456e0
          FLOAT(7,2) | 99999.99 | 99999.99
          FLOAT(7,2) | 99999.994 | 99999.994
          FLOAT(7,2) | 99999.996 | !out-of-range
          FLOAT(7,2) | -99999.99 | -99999.99
          FLOAT(7,2) | -100000 | !out-of-range
          FLOAT(7,2) | 1e400 | !out-of-range
          FLOAT(7,2) | "100000" | !out-of-range
          FLOAT(2,2) | 0.99 | 0.99
          FLOAT(2,2) | 1 | !out-of-range
          DOUBLE(10,3) | 1700000000000 | !out-of-range
          DOUBLE(10,3) | 9999999.999 | 9999999.999
          DOUBLE(10,3) | 9999999.9996 | !out-of-range
          DOUBLE(255,30) | 1e300 | !out-of-range
          DOUBLE(255,30) | 1e200 | 1e200
          """)
  void takesWhatIsFinite(String type, String json, String literal) {
    assertThat(Cell.of(type).json(json)).isEqualTo(literal);
  }

  @Test
  void longLiteralsBecomeDoublesNotDecimals() {
    String digits = "1234567890".repeat(7);

    assertThat(Cell.of("DOUBLE").json(digits))
        .isEqualTo(Double.toString(Double.parseDouble(digits)));
    assertThat(Cell.of("DOUBLE").json("0." + digits)).contains("0.12345678901234568");
    assertThat(Cell.of("DOUBLE").json("9".repeat(309))).isEqualTo("!out-of-range");
    assertThat(Cell.of("FLOAT").json("9".repeat(39))).isEqualTo("!out-of-range");
    assertThat(Cell.of("FLOAT").json("9".repeat(38)))
        .isEqualTo(Double.toString(Double.parseDouble("9".repeat(38))));
  }

  @Test
  void whatLiesJustBesideTheMiddleOfTwoDoublesGoesToItsOwnSide() {
    assertThat(Cell.of("DOUBLE").json("-100000000000000000000000000000.005e-6"))
        .isEqualTo(Double.toString(-1.0000000000000001e23));
  }

  @Test
  void keepsTheValueOfEveryLiteral() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      String number = RandomNumber.json(random);
      if (random.nextInt(5) == 0) {
        number = Double.toString(Double.longBitsToDouble(random.nextLong() & 0xFFDFFFFFFFFFFFFFL));
      }
      double exact = Double.parseDouble(number);
      if (!Double.isFinite(exact)) {
        continue;
      }

      String written = Cell.of("DOUBLE").json(number);

      assertThat(Double.parseDouble(written) - exact).as("seed %d: %s", seed, number).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'FLOAT(7,2)', 1.005, true",
    "'FLOAT(7,2)', 1.50, false",
    "'FLOAT(7,2)', 1.500, false",
    "'DOUBLE(10,3)', 1e-4, true",
    "'DOUBLE(10,3)', 12345, false",
    "FLOAT, 0.30000000000000004, false",
    "DOUBLE, 9007199254740993, false"
  })
  void onlyDigitsThatTheTypeRoundsToAreTold(String type, String number, boolean lost) {
    Cell cell = Cell.of(type);

    assertThat(cell.json(number)).doesNotStartWith("!");

    assertThat(cell.rounded()).isEqualTo(lost);
  }
}
