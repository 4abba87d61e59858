package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.spec.MappingEntry.Epoch;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DateTimeCoercionTest {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0 | "2026-11-22T08:00:00Z" | 2026-11-22 08:00:00
          3 | "2026-11-22T08:00:00.123Z" | 2026-11-22 08:00:00.123
          3 | "2026-11-22 08:00:00" | 2026-11-22 08:00:00.000
          3 | "2026-11-22T08:00:00.1" | 2026-11-22 08:00:00.100
          3 | "2026-11-22T08:00:00.1234Z" | 2026-11-22 08:00:00.123
          3 | "2026-11-22T08:00:00.1235Z" | 2026-11-22 08:00:00.124
          6 | "2026-11-22T08:00:00.1234564999999" | 2026-11-22 08:00:00.123456
          6 | "2026-11-22T08:00:00.1234565" | 2026-11-22 08:00:00.123457
          0 | "2026-11-22T08:00:00.5" | 2026-11-22 08:00:01
          0 | "2026-11-22T08:00:00.49999999999" | 2026-11-22 08:00:00
          0 | "2026-12-31T23:59:59.5" | 2027-01-01 00:00:00
          3 | "2024-02-28T23:59:59.9995" | 2024-02-29 00:00:00.000
          6 | "2023-02-28T23:59:59.9999995" | 2023-03-01 00:00:00.000000
          0 | "2026-11-22" | 2026-11-22 00:00:00
          0 | "2026-11-22T08:00:00+02:00" | 2026-11-22 06:00:00
          0 | "2026-11-22T08:00:00+0230" | 2026-11-22 05:30:00
          0 | "2026-11-22T08:00:00-08" | 2026-11-22 16:00:00
          0 | "2026-11-22 08:00:00.25-08:00" | 2026-11-22 16:00:00
          0 | "2026-01-01T00:30:00+01:00" | 2025-12-31 23:30:00
          0 | "2026-11-22T08:00:00+18:00" | 2026-11-21 14:00:00
          0 | "2026-11-22T08:00" | 2026-11-22 08:00:00
          0 | "2026-11-22 08:00" | 2026-11-22 08:00:00
          0 | "2026-11-22T08:00Z" | 2026-11-22 08:00:00
          0 | "2026-11-22T08:00+01:00" | 2026-11-22 07:00:00
          0 | "2026-11-22T08:00+0100" | 2026-11-22 07:00:00
          0 | "2026-11-22T08:00-01" | 2026-11-22 09:00:00
          0 | "2026-11-22t08:00:00z" | 2026-11-22 08:00:00
          3 | "2026-11-22T08:00:00,125Z" | 2026-11-22 08:00:00.125
          3 | "2026-11-22 08:00:00,1" | 2026-11-22 08:00:00.100
          3 | "2026-11-22T08:00:00.123000000000000000Z" | 2026-11-22 08:00:00.123
          0 | "20261122T080000Z" | 2026-11-22 08:00:00
          3 | "20261122T080000.5+0100" | 2026-11-22 07:00:00.500
          0 | "20261122T0800" | 2026-11-22 08:00:00
          0 | "20261122T0800-01" | 2026-11-22 09:00:00
          0 | "2024-02-29T00:00:00" | 2024-02-29 00:00:00
          0 | "2000-02-29T00:00:00" | 2000-02-29 00:00:00
          0 | "0001-01-01T00:00:00Z" | 0001-01-01 00:00:00
          0 | "9999-12-31T23:59:59.4" | 9999-12-31 23:59:59
          0 | "2026\\u002d11-22" | 2026-11-22 00:00:00
          3 | 1700000000123 | 2023-11-14 22:13:20.123
          0 | 1700000000500 | 2023-11-14 22:13:21
          3 | -1 | 1969-12-31 23:59:59.999
          3 | 0 | 1970-01-01 00:00:00.000
          3 | 1.7e12 | 2023-11-14 22:13:20.000
          3 | 1700000000123.0 | 2023-11-14 22:13:20.123
          """)
  void takesTheListedForms(int scale, String json, String expected) {
    assertThat(Cell.of("DATETIME(" + scale + ")").json(json)).isEqualTo("\"" + expected + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "2026-11",
        "2026-11-2",
        "2026-1-22",
        "20261122",
        "2026/11/22",
        "22.11.2026",
        "2026-11-22T",
        "2026-11-22 ",
        "2026-11-22T08",
        "2026-11-22T08Z",
        "2026-11-22T08.5",
        "2026-11-22T08:00.5",
        "2026-11-22T08:00:",
        "2026-11-22T08:0",
        "2026-11-22T08:00:0",
        "2026-11-22T08:60Z",
        "2026-11-22T24:00",
        "2026-11-22T24:00Z",
        "2026-11-22T08:00 +01:00",
        "2026-11-22T08:00:00,",
        "2026-11-22T08:00:00;5",
        "2026-11-22T08:00:00.1,5",
        "20261122T08",
        "20261122T08000",
        "20261122T2400",
        "20261122T080060",
        "20261122T0800.5",
        "20261122 0800",
        "20261122080000",
        "20261322T0800",
        "2026-1122T0800",
        "2026-W47-7",
        "2026-326",
        "2026-11-22  08:00:00",
        "2026-11-22T08:00:00.",
        "2026-11-22T08:00:00.Z",
        "2026-11-22T08:00:00 Z",
        "2026-11-22T08:00:00ZZ",
        "2026-11-22T08:00:00+1",
        "2026-11-22T08:00:00+1:00",
        "2026-11-22T08:00:00+01:0",
        "2026-11-22T08:00:00+010",
        "2026-11-22T08:00:00+01000",
        "2026-11-22T08:00:00+01:60",
        "2026-11-22T08:00:00+18:01",
        "2026-11-22T08:00:00+19",
        "2026-11-22T08:00:00+aa",
        "2026-11-22T08:00:00+01:00Z",
        "2026-11-22T08:00:00-",
        "2026-11-22T08:00:00[UTC]",
        "2026-11-22Z",
        "2026-11-22+01:00",
        " 2026-11-22",
        "2026-11-22T24:00:00",
        "2026-11-22T08:60:00",
        "2026-11-22T08:00:60",
        "2016-12-31T23:59:60Z",
        "2026-11-22T08-00-00",
        "2026-11-22X08:00:00",
        "2026-00-01",
        "2026-13-01",
        "2026-01-00",
        "2026-01-32",
        "2026-04-31",
        "2026-02-29",
        "1900-02-29",
        "2100-02-29",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "-001-01-01",
        "+2026-11-22",
        "12026-11-22",
        "2026-1a-22",
        "2026-11-2a",
        "a026-11-22",
        "2026-11-22T0a:00:00",
        "1700000000000",
        "now",
        "١٢٣٤-01-01",
        "2026-11-22T08:00:00.12a",
        "2026-11-22T08:00:00.1 ",
        "2026-11-22\u000008:00:00"
      })
  void refusesEveryOtherText(String text) {
    for (String type : new String[] {"DATETIME(3)", "TIMESTAMP", "DATE", "TIME", "YEAR"}) {
      assertThat(Cell.of(type).string(text)).as(type).isEqualTo("!bad-time");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DATETIME(3)  | MS | 2026-11-22T08:00:00.123Z           | false
          DATETIME(3)  | MS | 2026-11-22T08:00:00.1230000000000Z | false
          DATETIME(3)  | MS | 2026-11-22T08:00:00.1234Z          | true
          DATETIME     | MS | 2026-11-22T08:00:00.4+01:00        | true
          DATETIME     | MS | 2026-11-22T08:00:00.9              | true
          DATETIME(6)  | MS | 2026-11-22T08:00:00.1234560000001  | true
          DATETIME(6)  | MS | 2026-11-22T08:00                   | false
          TIMESTAMP    | MS | 2026-11-22T08:00:00.001            | true
          TIMESTAMP(3) | MS | 2026-11-22T08:00:00.001            | false
          DATETIME     | MS | 1700000000123                      | true
          DATETIME     | MS | 1700000000000                      | false
          DATETIME(6)  | NS | 1700000000123456789                | true
          DATETIME(6)  | NS | 1700000000123456000                | false
          DATETIME     | S  | 1700000000                         | false
          TIMESTAMP(3) | US | 1700000000123456                   | true
          TIME         | MS | 28800123                           | true
          TIME(3)      | MS | 28800123                           | false
          """)
  void aFractionThatTheColumnDoesNotKeepIsTold(
      String type, Epoch epoch, String value, boolean lost) {
    Cell cell = Cell.of(type).epoch(epoch);

    String written = cell.json(value.contains("T") ? '"' + value + '"' : value);

    assertThat(written).startsWith("\"").endsWith("\"");
    assertThat(cell.rounded()).isEqualTo(lost);
  }

  @Test
  void whenTheEngineWritesLosesNothingOfTheRecord() {
    Cell ingested = Cell.of("DATETIME").path("$ingestTime");
    Cell recorded = Cell.of("DATETIME").path("$timestamp");

    ingested.json("1700000000123");
    recorded.json("1700000000123");

    assertThat(ingested.rounded()).isFalse();
    assertThat(recorded.rounded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          DATE         | UTC           | 19109    | "2022-04-27"
          DATE         | Europe/Berlin | 19109    | "2022-04-27"
          DATE         | -08:00        | 19109    | "2022-04-27"
          DATE         | UTC           | 0        | "1970-01-01"
          DATE         | UTC           | -1       | "1969-12-31"
          DATE         | UTC           | 19109.0  | "2022-04-27"
          DATE         | UTC           | 19109.5  | !bad-time
          DATE         | UTC           | -719162  | "0001-01-01"
          DATE         | UTC           | -719163  | !out-of-range
          DATE         | UTC           | 2932896  | "9999-12-31"
          DATE         | UTC           | 2932897  | !out-of-range
          DATE         | UTC           | 9223372036854775807 | !out-of-range
          DATETIME(3)  | Europe/Berlin | 19109    | "2022-04-27 00:00:00.000"
          TIMESTAMP    | Europe/Berlin | 19109    | "2022-04-26 22:00:00"
          TIMESTAMP    | UTC           | 19109    | "2022-04-27 00:00:00"
          TIMESTAMP    | UTC           | 0        | !out-of-range
          """)
  void daysAreCalendarDaysThatNoZoneMoves(String type, String zone, String days, String expected) {
    assertThat(Cell.of(type).zone(zone).epoch(Epoch.D).json(days)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "false", "{}", "[2026]", "1.5", "1e-1", "\"\\ud800\""})
  void refusesEveryOtherValue(String json) {
    for (String type : new String[] {"DATETIME(3)", "TIMESTAMP", "DATE", "TIME", "YEAR"}) {
      assertThat(Cell.of(type).json(json)).as(type).isEqualTo("!bad-time");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"9999-12-31T23:59:59.5\"", "\"9999-12-31T23:00:00-02:00\"", "\"0000-12-31T23:59:59Z\"",
        "\"0000-02-29T00:00:00\"", "\"0001-01-01T00:00:00+01:00\"", "253402300800000",
        "-62135596800501", "9223372036854775807", "-9223372036854775808",
        "9223372036854775808", "99999999999999999999999", "1e300"
      })
  void refusesWhatIsOutOfRange(String json) {
    assertThat(Cell.of("DATETIME").json(json)).isEqualTo("!out-of-range");
  }

  @ParameterizedTest
  @CsvSource({
    "S, 1700000000, 2023-11-14 22:13:20.000000",
    "MS, 1700000000123, 2023-11-14 22:13:20.123000",
    "US, 1700000000123456, 2023-11-14 22:13:20.123456",
    "NS, 1700000000123456499, 2023-11-14 22:13:20.123456",
    "NS, 1700000000123456500, 2023-11-14 22:13:20.123457",
    "S, -1, 1969-12-31 23:59:59.000000",
    "NS, -1, 1970-01-01 00:00:00.000000",
    "US, -1, 1969-12-31 23:59:59.999999",
    "S, 253402300799, 9999-12-31 23:59:59.000000",
    "S, -62135596800, 0001-01-01 00:00:00.000000"
  })
  void integersAreEpochsInTheUnitOfTheEntry(Epoch epoch, String json, String expected) {
    assertThat(Cell.of("DATETIME(6)").epoch(epoch).json(json)).isEqualTo("\"" + expected + "\"");
  }

  @Test
  void metadataIsInMillisecondsWhateverTheEntrySays() {
    for (String path : new String[] {"$timestamp", "$ingestTime"}) {
      assertThat(Cell.of("DATETIME").path(path).epoch(Epoch.S).json("1700000000000"))
          .isEqualTo("\"2023-11-14 22:13:20\"");
    }
    assertThat(Cell.of("DATETIME").path("$offset").epoch(Epoch.S).json("1700000000"))
        .isEqualTo("\"2023-11-14 22:13:20\"");
  }

  @ParameterizedTest
  @CsvSource({
    "Europe/Berlin, 2026-07-01T12:00:00Z, 2026-07-01 14:00:00",
    "Europe/Berlin, 2026-01-01T12:00:00Z, 2026-01-01 13:00:00",
    "Europe/Berlin, 2026-07-01T12:00:00, 2026-07-01 12:00:00",
    "Europe/Berlin, 2026-03-29T02:30:00, 2026-03-29 02:30:00",
    "Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25 02:30:00",
    "Europe/Berlin, 2026-10-25T01:30:00Z, 2026-10-25 02:30:00",
    "+08:00, 2026-01-01T20:00:00Z, 2026-01-02 04:00:00",
    "+08:00, 2026-01-01T20:00:00+08:00, 2026-01-01 20:00:00",
    "Asia/Shanghai, 2026-01-01T20:00:00+08:00, 2026-01-01 20:00:00",
    "Asia/Kolkata, 2026-01-01T00:00:00Z, 2026-01-01 05:30:00"
  })
  void offsetsAreConvertedToTheZoneOfTheJob(String zone, String text, String expected) {
    assertThat(Cell.of("DATETIME").zone(zone).string(text)).isEqualTo("\"" + expected + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia", "-03:30"})
  void agreesWithJavaTime(String zone) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Cell cell = Cell.of("DATETIME(3)").zone(zone);
    ZoneId rules = ZoneId.of(zone);
    for (int round = 0; round < 4_000; round++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextBoolean()
                  ? random.nextLong(-62_135_000_000L, 253_402_000_000L)
                  : random.nextLong(0, 2_000_000_000L),
              random.nextInt(1_000_000_000));
      ZoneOffset given = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1080, 1081));
      OffsetDateTime time = instant.atOffset(given);
      if (time.getYear() < 1 || time.getYear() > 9999) {
        continue;
      }
      LocalDateTime local =
          LocalDateTime.ofInstant(instant.plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS), rules);
      String text = time.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
      if (text.indexOf(':') == text.lastIndexOf(':')
          || time.getSecond() == 0 && time.getNano() == 0) {
        continue;
      }

      String written = cell.string(text);

      assertThat(written)
          .as("seed %d: %s", seed, text)
          .isEqualTo("\"" + local.format(MILLIS) + "\"");
    }
  }
}
