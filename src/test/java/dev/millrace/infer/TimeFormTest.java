package dev.millrace.infer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.coerce.Coercion;
import dev.millrace.coerce.Coercions;
import dev.millrace.coerce.SqlText;
import dev.millrace.error.RejectCode;
import dev.millrace.model.Column;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.MappingEntry;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An inferred DATETIME must never stop at a form it was inferred from. */
class TimeFormTest {
  private final Coercion coercion =
      Coercions.of(
          Column.of("c", "DATETIME(6)"),
          MappingEntry.of("/a", "c", "DATETIME(6)"),
          ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2026-11-22                       | false | 0 | yyyy-MM-dd
          2026-11-22T08:00Z                | true  | 0 | yyyy-MM-ddTHH:mmZ
          2026-11-22T08:00+01:00           | true  | 0 | yyyy-MM-ddTHH:mm+hh:mm
          2026-11-22T08:00-0100            | true  | 0 | yyyy-MM-ddTHH:mm+hhmm
          2026-11-22T08:00+01              | true  | 0 | yyyy-MM-ddTHH:mm+hh
          2026-11-22 08:00                 | true  | 0 | yyyy-MM-dd HH:mm
          2026-11-22t08:00:00z             | true  | 0 | yyyy-MM-ddtHH:mm:ss[.f]z
          2026-11-22 08:00:00,123          | true  | 3 | yyyy-MM-dd HH:mm:ss[,f]
          2026-11-22T08:00:00.1234567890Z  | true  | 9 | yyyy-MM-ddTHH:mm:ss[.f]Z
          """)
  void namesTheForm(String text, boolean timeOfDay, int fraction, String format) {
    TimeForm form = TimeForm.of(text);

    assertThat(form.timeOfDay()).isEqualTo(timeOfDay);
    assertThat(form.fraction()).isEqualTo(fraction);
    assertThat(form.formats()).containsExactly(format);
    assertThat(taken(text)).isTrue();
  }

  @Test
  void whatIsATimeHereIsOneForTheColumn() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int times = 0;
    for (int round = 0; round < 200_000; round++) {
      String text = text(random);
      if (TimeForm.of(text) != null) {
        times++;
        assertThat(taken(text)).as("seed %d: %s", seed, text).isTrue();
      }
    }
    assertThat(times).isGreaterThan(20_000);
  }

  private boolean taken(String text) {
    byte[] bytes = ('"' + text + '"').getBytes(UTF_8);
    RejectCode code = coercion.write(ValueKind.STRING, bytes, 1, bytes.length - 1, new SqlText(64));
    return code == null || code == RejectCode.FRACTION_LOST;
  }

  private static String text(Random random) {
    String text =
        "%04d-%02d-%02d"
            .formatted(random.nextInt(995, 2_100), random.nextInt(14), random.nextInt(33));
    if (random.nextInt(8) > 0) {
      text +=
          one(random, "T", "T", " ", "t", "x")
              + "%02d:%02d".formatted(random.nextInt(26), random.nextInt(62));
      if (random.nextInt(3) > 0) {
        text += ":%02d".formatted(random.nextInt(62));
        text += one(random, "", "", ".", ",", ".5", ",25", ".123456789", ".1234567890123");
      }
      text +=
          one(random, "", "Z", "z", "+01:00", "-0130", "+02", "+13:59", "+14:00", "+1", "+01:60");
    }
    if (random.nextInt(10) == 0) {
      int at = random.nextInt(text.length());
      text = text.substring(0, at) + one(random, "", "0", "-", ":", "Z") + text.substring(at + 1);
    }
    return text;
  }

  private static String one(Random random, String... of) {
    return of[random.nextInt(of.length)];
  }
}
