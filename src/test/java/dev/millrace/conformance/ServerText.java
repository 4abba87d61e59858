package dev.millrace.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;

/** The canonical text of stored values, and what the server says turned into it. */
final class ServerText {
  private ServerText() {}

  /** Zero has one sign here: -0 equals 0. */
  static String number(double value) {
    return Double.toString(value + 0.0);
  }

  static String dateTime(LocalDateTime value, int scale) {
    DateTimeFormatterBuilder format =
        new DateTimeFormatterBuilder().appendPattern("uuuu-MM-dd HH:mm:ss");
    if (scale > 0) {
      format.appendFraction(ChronoField.NANO_OF_SECOND, scale, scale, true);
    }
    return format.toFormatter().format(value);
  }

  static String asIs(String text) {
    return text;
  }

  static String integer(String text) {
    return new BigDecimal(text).toBigIntegerExact().toString();
  }

  static String decimal(String text) {
    return new BigDecimal(text).toPlainString();
  }

  static String floating(String text) {
    return number(Double.parseDouble(text));
  }

  static String utf8(String hex) {
    return new String(HexFormat.of().parseHex(hex), UTF_8);
  }

  /** Of UNIX_TIMESTAMP with as many digits behind the point as the column has. */
  static String instant(String epochSeconds) {
    BigDecimal exact = new BigDecimal(epochSeconds);
    Instant at =
        Instant.ofEpochSecond(
            exact.longValue(), exact.remainder(BigDecimal.ONE).movePointRight(9).longValueExact());
    return dateTime(LocalDateTime.ofInstant(at, ZoneOffset.UTC), Math.max(0, exact.scale()));
  }

  static String date(java.time.LocalDate date) {
    return date.format(DateTimeFormatter.ofPattern("uuuu-MM-dd"));
  }
}
