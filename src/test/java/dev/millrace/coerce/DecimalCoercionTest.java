package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalCoercionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DECIMAL(5,2) | 123.45 | 123.45
          DECIMAL(5,2) | -123.45 | -123.45
          DECIMAL(5,2) | 1.005 | 1.01
          DECIMAL(5,2) | -1.005 | -1.01
          DECIMAL(5,2) | 1.0049999999999999999999 | 1.00
          DECIMAL(5,2) | 0.1 | 0.1
          DECIMAL(5,2) | 0.004 | 0.00
          DECIMAL(5,2) | 0.005 | 0.01
          DECIMAL(5,2) | 0.0005 | 0
          DECIMAL(5,2) | -0.004 | -0.00
          DECIMAL(5,2) | 999.99 | 999.99
          DECIMAL(5,2) | 999.994 | 999.99
          DECIMAL(5,2) | 999.995 | !out-of-range
          DECIMAL(5,2) | -999.995 | !out-of-range
          DECIMAL(5,2) | 1000 | !out-of-range
          DECIMAL(5,2) | 1e3 | !out-of-range
          DECIMAL(5,2) | 99.995 | 100.00
          DECIMAL(5,2) | 1e999999999 | !out-of-range
          DECIMAL(5,2) | 1e-999999999 | 0
          DECIMAL(5,2) | 0e999999999 | 0
          DECIMAL(5,2) | 12e1 | 120.00
          DECIMAL(5,2) | 12345e-2 | 123.45
          DECIMAL(2,2) | 0.99 | 0.99
          DECIMAL(2,2) | 0.994 | 0.99
          DECIMAL(2,2) | 0.995 | !out-of-range
          DECIMAL(2,2) | 1 | !out-of-range
          DECIMAL(2,2) | 0 | 0
          DECIMAL(2,2) | 0.005 | 0.01
          DECIMAL(3,0) | 999 | 999
          DECIMAL(3,0) | 0.5 | 1
          DECIMAL(3,0) | 0.4 | 0
          DECIMAL(3,0) | 999.5 | !out-of-range
          DECIMAL(3,0) | 2.5 | 3
          DECIMAL(5,2) UNSIGNED | -1 | !out-of-range
          DECIMAL(5,2) UNSIGNED | -0.001 | !out-of-range
          DECIMAL(5,2) UNSIGNED | -0 | 0
          DECIMAL(5,2) UNSIGNED | -0.00 | 0
          DECIMAL(5,2) UNSIGNED | 1.5 | 1.5
          DECIMAL(5,2) | "12.5" | 12.5
          DECIMAL(5,2) | "+12.5" | 12.50
          DECIMAL(5,2) | ".5" | 0.50
          DECIMAL(5,2) | "5." | 5.00
          DECIMAL(5,2) | "0000000012.5" | 12.50
          DECIMAL(5,2) | "-.5" | -0.50
          DECIMAL(5,2) | "1e1" | 10.00
          DECIMAL(5,2) | "\\u0031" | 1
          DECIMAL(5,2) | "" | !not-a-number
          DECIMAL(5,2) | "-" | !not-a-number
          DECIMAL(5,2) | " 1" | !not-a-number
          DECIMAL(5,2) | "1 " | !not-a-number
          DECIMAL(5,2) | "1.2.3" | !not-a-number
          DECIMAL(5,2) | "1,5" | !not-a-number
          DECIMAL(5,2) | "--1" | !not-a-number
          DECIMAL(5,2) | "abc" | !not-a-number
          DECIMAL(5,2) | true | !not-a-number
          DECIMAL(5,2) | [1] | !not-a-number
          DECIMAL(5,2) | {} | !not-a-number
          DECIMAL(20,17) | 0.30000000000000004 | 0.30000000000000004
          """)
  void isExactFromTheText(String type, String json, String literal) {
    assertThat(Cell.of(type).json(json)).isEqualTo(literal);
  }

  @Test
  void holdsItsWidestValues() {
    String widest = "9".repeat(35) + "." + "9".repeat(30);

    assertThat(Cell.of("DECIMAL(65,30)").json(widest)).isEqualTo(widest);
    assertThat(Cell.of("DECIMAL(65,30)").json("-" + widest)).isEqualTo("-" + widest);
    assertThat(Cell.of("DECIMAL(65,30)").json(widest + "5")).isEqualTo("!out-of-range");
    assertThat(Cell.of("DECIMAL(65,0)").json("9".repeat(65))).isEqualTo("9".repeat(65));
    assertThat(Cell.of("DECIMAL(65,0)").json("9".repeat(66))).isEqualTo("!out-of-range");
  }

  @Test
  void agreesWithBigDecimal() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 30_000; round++) {
      int precision = 1 + random.nextInt(random.nextBoolean() ? 8 : 65);
      int scale = random.nextInt(Math.min(precision, 38) + 1);
      boolean unsigned = random.nextInt(4) == 0;
      String type = "DECIMAL(" + precision + "," + scale + ")" + (unsigned ? " UNSIGNED" : "");
      String number = RandomNumber.json(random);
      BigDecimal exact = new BigDecimal(number);
      BigDecimal rounded = exact.setScale(scale, RoundingMode.HALF_UP);
      boolean fits =
          rounded.unscaledValue().abs().toString().length() <= precision
              && !(unsigned && exact.signum() < 0);

      Cell cell = Cell.of(type);
      String written = cell.json(number);

      String as = "seed " + seed + ": " + number + " in " + type;
      if (fits) {
        assertThat(new BigDecimal(written)).as(as).isEqualByComparingTo(rounded);
        assertThat(new BigDecimal(written).scale()).as(as).isLessThanOrEqualTo(scale);
        assertThat(cell.rounded()).as(as).isEqualTo(exact.compareTo(rounded) != 0);
      } else {
        assertThat(written).as(as).isEqualTo("!out-of-range");
      }
    }
  }
}
