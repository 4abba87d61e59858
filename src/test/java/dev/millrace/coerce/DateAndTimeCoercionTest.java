package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.MappingEntry.Epoch;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DateAndTimeCoercionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          UTC | "2026-11-22" | "2026-11-22"
          UTC | "2024-02-29" | "2024-02-29"
          UTC | "2026-11-22T00:00:00" | "2026-11-22"
          UTC | "2026-11-22 00:00:00.000Z" | "2026-11-22"
          UTC | "2026-11-22T00:00" | "2026-11-22"
          UTC | "20261122T0000Z" | "2026-11-22"
          UTC | "2026-11-22T00:00:00.0000000001" | !bad-time
          UTC | "2026-11-22T00:00:01" | !bad-time
          UTC | "2026-11-22T00:00:00.000000001" | !bad-time
          UTC | "2026-11-22T08:00:00Z" | !bad-time
          +08:00 | "2026-11-22" | "2026-11-22"
          +08:00 | "2026-11-21T16:00:00Z" | "2026-11-22"
          +08:00 | "2026-11-22T00:00:00Z" | !bad-time
          UTC | 1700006400000 | "2023-11-15"
          UTC | 1700000000000 | !bad-time
          UTC | 0 | "1970-01-01"
          UTC | -86400000 | "1969-12-31"
          UTC | "0001-01-01" | "0001-01-01"
          UTC | "9999-12-31" | "9999-12-31"
          UTC | "0000-01-01" | !out-of-range
          UTC | "2026-02-29" | !bad-time
          UTC | 253402300800000 | !out-of-range
          """)
  void dateTakesDaysAndMidnights(String zone, String json, String expected) {
    assertThat(Cell.of("DATE").zone(zone).json(json)).isEqualTo(expected);
  }

  @Test
  void everyDayOf400YearsExistsExactlyAsInJavaTime() {
    Cell cell = Cell.of("DATE");
    for (int year = 1799; year <= 2200; year++) {
      for (int month = 1; month <= 12; month++) {
        int length = LocalDate.of(year, month, 1).lengthOfMonth();
        String last = LocalDate.of(year, month, length).format(DateTimeFormatter.ISO_DATE);
        assertThat(cell.string(last)).isEqualTo("\"" + last + "\"");
        if (length < 31) {
          assertThat(cell.string(last.substring(0, 8) + (length + 1))).isEqualTo("!bad-time");
        }
        long midnight = LocalDate.of(year, month, length).toEpochDay() * 86_400_000;
        assertThat(cell.json(Long.toString(midnight))).isEqualTo("\"" + last + "\"");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0 | "08:00:00" | "08:00:00"
          3 | "08:00:00.1235" | "08:00:00.124"
          3 | "08:00:00" | "08:00:00.000"
          0 | "23:59:59.5" | "24:00:00"
          0 | "-01:00:00" | "-01:00:00"
          0 | "-00:00:00" | "00:00:00"
          0 | "-00:00:00.4" | "00:00:00"
          0 | "-00:00:00.5" | "-00:00:01"
          0 | "100:00:00" | "100:00:00"
          0 | "099:00:00" | "99:00:00"
          0 | "838:59:59" | "838:59:59"
          6 | "838:59:59.000000" | "838:59:59.000000"
          6 | "838:59:59.0000004" | "838:59:59.000000"
          6 | "838:59:59.000001" | !out-of-range
          0 | "838:59:59.5" | !out-of-range
          0 | "-839:00:00" | !out-of-range
          0 | "999:00:00" | !out-of-range
          0 | "8:00:00" | !bad-time
          0 | "0008:00:00" | !bad-time
          0 | "08:00" | "08:00:00"
          0 | "-100:30" | "-100:30:00"
          3 | "08:00:00,125" | "08:00:00.125"
          0 | "08:00." | !bad-time
          0 | "08:00.5" | !bad-time
          0 | "08:0" | !bad-time
          0 | "08:" | !bad-time
          0 | "08:00:" | !bad-time
          0 | "08:00:0" | !bad-time
          0 | "08:00Z" | !bad-time
          0 | "08:00+01:00" | !bad-time
          0 | "08:60:00" | !bad-time
          0 | "08:00:60" | !bad-time
          0 | "08:00:00Z" | !bad-time
          0 | "08:00:00." | !bad-time
          0 | "08:00:00.1x" | !bad-time
          0 | "+08:00:00" | !bad-time
          0 | "080000" | !bad-time
          0 | "-" | !bad-time
          0 | "2026-11-22" | !bad-time
          0 | "2026-11-22T08:00:00Z" | !bad-time
          0 | 28800000 | "08:00:00"
          3 | 28800123 | "08:00:00.123"
          0 | -1000 | "-00:00:01"
          3 | -1 | "-00:00:00.001"
          0 | 90000000 | "25:00:00"
          0 | 0 | "00:00:00"
          0 | 3020399000 | "838:59:59"
          0 | 3020400000 | !out-of-range
          0 | 1700000000000 | !out-of-range
          0 | -9223372036854775807 | !out-of-range
          """)
  void timeIsADuration(int scale, String json, String expected) {
    Cell cell = Cell.of("TIME(" + scale + ")").zone("Europe/Berlin");
    assertThat(cell.json(json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          2026 | 2026
          1901 | 1901
          2155 | 2155
          0 | 0
          "2026" | 2026
          "0000" | 0
          2.026e3 | 2026
          1900 | !out-of-range
          2156 | !out-of-range
          26 | !out-of-range
          -1 | !out-of-range
          "1900" | !out-of-range
          "26" | !bad-time
          "02026" | !bad-time
          "2026-01-01" | !bad-time
          1700000000000 | !out-of-range
          """)
  void yearIsAYear(String json, String expected) {
    assertThat(Cell.of("YEAR").json(json)).isEqualTo(expected);
  }

  @Test
  void metadataGivesTheirDateTimeOfDayAndYearInTheZoneOfTheJob() {
    String midnightInBerlin = "1767222000500"; // 2025-12-31T23:00:00.5Z

    assertThat(meta("DATE", "Europe/Berlin", midnightInBerlin)).isEqualTo("\"2026-01-01\"");
    assertThat(meta("DATE", "UTC", midnightInBerlin)).isEqualTo("\"2025-12-31\"");
    assertThat(meta("TIME(1)", "UTC", midnightInBerlin)).isEqualTo("\"23:00:00.5\"");
    assertThat(meta("YEAR", "Europe/Berlin", midnightInBerlin)).isEqualTo("2026");
    assertThat(meta("YEAR", "UTC", midnightInBerlin)).isEqualTo("2025");
  }

  private static String meta(String type, String zone, String millis) {
    return Cell.of(type).path("$timestamp").zone(zone).epoch(Epoch.S).json(millis);
  }
}
