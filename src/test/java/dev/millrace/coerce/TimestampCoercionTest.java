package dev.millrace.coerce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampCoercionTest {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          UTC | 0 | "2026-11-22T08:00:00Z" | "2026-11-22 08:00:00"
          UTC | 3 | "2026-11-22T08:00:00.1235Z" | "2026-11-22 08:00:00.124"
          UTC | 0 | "2026-11-22" | "2026-11-22 00:00:00"
          UTC | 3 | 1700000000123 | "2023-11-14 22:13:20.123"
          +08:00 | 3 | 1700000000123 | "2023-11-14 22:13:20.123"
          +08:00 | 0 | "2026-11-22T08:00:00" | "2026-11-22 00:00:00"
          +08:00 | 0 | "2026-11-22" | "2026-11-21 16:00:00"
          +08:00 | 0 | "2026-11-22T08:00:00Z" | "2026-11-22 08:00:00"
          Europe/Berlin | 0 | "2026-07-01T12:00:00" | "2026-07-01 10:00:00"
          Europe/Berlin | 0 | "2026-01-01T12:00:00" | "2026-01-01 11:00:00"
          Europe/Berlin | 0 | "2026-07-01T12:00:00Z" | "2026-07-01 12:00:00"
          Europe/Berlin | 0 | "2026-03-29T01:59:59" | "2026-03-29 00:59:59"
          Europe/Berlin | 0 | "2026-03-29T02:00:00" | !bad-time
          Europe/Berlin | 0 | "2026-03-29T02:59:59.9" | !bad-time
          Europe/Berlin | 0 | "2026-03-29T03:00:00" | "2026-03-29 01:00:00"
          Europe/Berlin | 0 | "2026-10-25T01:59:59" | "2026-10-24 23:59:59"
          Europe/Berlin | 0 | "2026-10-25T02:30:00" | "2026-10-25 00:30:00"
          Europe/Berlin | 0 | "2026-10-25T03:00:00" | "2026-10-25 02:00:00"
          Europe/Berlin | 0 | "2026-10-25T02:30:00+01:00" | "2026-10-25 01:30:00"
          Pacific/Apia | 0 | "2011-12-30T12:00:00" | !bad-time
          UTC | 0 | "1970-01-01T00:00:01Z" | "1970-01-01 00:00:01"
          UTC | 0 | "1970-01-01T00:00:00.5Z" | "1970-01-01 00:00:01"
          UTC | 0 | "1970-01-01T00:00:00Z" | !out-of-range
          UTC | 3 | "1970-01-01T00:00:00.5Z" | !out-of-range
          UTC | 0 | "1969-12-31T23:59:59Z" | !out-of-range
          +08:00 | 0 | "1970-01-01T08:00:01" | "1970-01-01 00:00:01"
          +08:00 | 0 | "1970-01-01T08:00:00" | !out-of-range
          UTC | 0 | "2038-01-19T03:14:07Z" | "2038-01-19 03:14:07"
          UTC | 0 | "2038-01-19T03:14:07.4Z" | "2038-01-19 03:14:07"
          UTC | 0 | "2038-01-19T03:14:07.5Z" | !out-of-range
          UTC | 6 | "2038-01-19T03:14:07.999999Z" | "2038-01-19 03:14:07.999999"
          UTC | 6 | "2038-01-19T03:14:07.9999995Z" | !out-of-range
          UTC | 0 | "2038-01-19T03:14:08Z" | !out-of-range
          UTC | 0 | "0001-01-01T00:00:00Z" | !out-of-range
          UTC | 0 | "9999-12-31T23:59:59Z" | !out-of-range
          UTC | 0 | 0 | !out-of-range
          UTC | 0 | 1000 | "1970-01-01 00:00:01"
          UTC | 0 | 2147483647000 | "2038-01-19 03:14:07"
          UTC | 0 | 2147483648000 | !out-of-range
          UTC | 0 | 99999999999999999 | !out-of-range
          """)
  void writesUtc(String zone, int scale, String json, String expected) {
    assertThat(Cell.of("TIMESTAMP(" + scale + ")").zone(zone).json(json)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Gaza"
      })
  void localTimesAgreeWithJavaTimeNearAndFarFromTransitions(String name) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ZoneId zone = ZoneId.of(name);
    Cell cell = Cell.of("TIMESTAMP").zone(name);
    long near = 1_700_000_000;
    for (int round = 0; round < 4_000; round++) {
      if (random.nextInt(20) == 0) {
        var next =
            zone.getRules()
                .nextTransition(Instant.ofEpochSecond(random.nextLong(90_000, 2_000_000_000L)));
        near = next == null ? near : next.toEpochSecond();
      }
      LocalDateTime local =
          LocalDateTime.ofEpochSecond(near + random.nextInt(-200_000, 200_000), 0, ZoneOffset.UTC);
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);

      String written = cell.string(local.format(SECONDS));

      String expected =
          offsets.isEmpty()
              ? "!bad-time"
              : "\"" + local.minusSeconds(offsets.get(0).getTotalSeconds()).format(SECONDS) + "\"";
      assertThat(written).as("seed %d: %s", seed, local).isEqualTo(expected);
    }
  }

  @Test
  void offsetsOfInstantsAgreeWithJavaTime() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ZoneId id = ZoneId.of("America/Sao_Paulo");
    Zone zone = new Zone(id);
    for (int round = 0; round < 5_000; round++) {
      long second = random.nextLong(-3_000_000_000L, 3_000_000_000L);
      assertThat(zone.offsetAt(second))
          .as("seed %d: %d", seed, second)
          .isEqualTo(id.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds());
    }
    Instant at = Instant.EPOCH;
    for (var next = id.getRules().nextTransition(at);
        next != null && next.getDateTimeBefore().getYear() < 2030; ) {
      for (long second = next.toEpochSecond() - 1; second <= next.toEpochSecond() + 1; second++) {
        assertThat(zone.offsetAt(second))
            .isEqualTo(id.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds());
      }
      next = id.getRules().nextTransition(next.getInstant());
    }
  }
}
