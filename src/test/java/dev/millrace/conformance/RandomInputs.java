package dev.millrace.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** JSON values near the edges of a column's family, many of them spoilt a little. */
public final class RandomInputs {
  private static final String[] DAYS = {
    "0001-01-01", "0000-12-31", "1969-12-31", "1970-01-01", "2038-01-19", "9999-12-31",
    "2024-02-29", "2023-02-29", "1900-02-29", "2026-03-29", "2026-10-25", "2026-04-31"
  };
  private static final String[] CLOCKS = {
    "00:00:00", "23:59:59", "03:14:07", "03:14:08", "02:30:00", "24:00:00", "12:60:00", "12:00:60"
  };
  private static final String[] OFFSETS = {
    "", "", "", "Z", "+01:00", "-0530", "+14", "+18:00", "+18:01", "-00:00", "z"
  };

  private final Random random;

  public RandomInputs(Random random) {
    this.random = random;
  }

  /** A literal for a column of this family. */
  public String next(Family family) {
    if (random.nextInt(25) == 0) {
      return json(2);
    }
    return switch (family) {
      case INTEGERS, TRUTH, DECIMALS, FLOATS -> perhapsString(number());
      case CHARACTERS, TEXT -> random.nextInt(6) == 0 ? number() : string(text());
      case JSON -> json(5);
      case DATES, DATE_TIMES, TIMESTAMPS, TIME ->
          random.nextInt(3) == 0 ? perhapsString(epoch()) : string(spoilt(time(family)));
      case BYTES -> string(spoilt(coded()));
      case MEMBER -> members();
    };
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String perhapsString(String number) {
    if (random.nextInt(3) > 0) {
      return number;
    }
    String form =
        switch (random.nextInt(6)) {
          case 0 -> number.startsWith("-") ? number : "+" + number;
          case 1 -> number.replaceFirst("^(-?)", "$100");
          case 2 -> number.replaceFirst("^(-?)0\\.", "$1.");
          case 3 -> spoilt(number);
          default -> number;
        };
    return string(form);
  }

  private String number() {
    String sign = random.nextInt(3) == 0 ? "-" : "";
    String digits =
        switch (random.nextInt(4)) {
          case 0 ->
              BigInteger.TWO
                  .pow(random.nextInt(70))
                  .add(BigInteger.valueOf(random.nextInt(-2, 3)))
                  .max(BigInteger.ZERO)
                  .toString();
          case 1 ->
              BigInteger.TEN
                  .pow(random.nextInt(30))
                  .subtract(BigInteger.valueOf(random.nextInt(2)))
                  .toString();
          default -> new BigInteger(1 + random.nextInt(90), random).toString();
        };
    String fraction =
        switch (random.nextInt(5)) {
          case 0 -> "." + "0".repeat(1 + random.nextInt(3));
          case 1 -> "." + new BigInteger(1 + random.nextInt(90), random);
          case 2 -> "." + "0".repeat(random.nextInt(4)) + (random.nextBoolean() ? "5" : "4999");
          default -> "";
        };
    String exponent =
        random.nextInt(4) == 0
            ? one(new String[] {"e", "E", "e+", "e-"})
                + random.nextInt(random.nextInt(4) == 0 ? 400 : 20)
            : "";
    return sign + digits + fraction + exponent;
  }

  private String text() {
    int length = random.nextInt(20) == 0 ? random.nextInt(80, 260) : random.nextInt(8);
    int[] beyond = {0x80, 0x80, 0x100, 0x800, 0x10000, 0x110000};
    int most = beyond[random.nextInt(beyond.length)];
    StringBuilder text = new StringBuilder();
    while (text.codePointCount(0, text.length()) < length) {
      int c = random.nextInt(random.nextInt(4) == 0 ? 0x30 : most);
      if (c < 0xD800 || c > 0xDFFF || random.nextInt(40) == 0) {
        text.appendCodePoint(c);
      }
    }
    return text + " ".repeat(random.nextInt(8) == 0 ? random.nextInt(3) : 0);
  }

  private String time(Family family) {
    String day =
        random.nextBoolean()
            ? one(DAYS)
            : String.format(
                "%04d-%02d-%02d",
                random.nextInt(1900, 2100), random.nextInt(1, 13), random.nextInt(1, 32));
    String clock =
        random.nextBoolean()
            ? one(CLOCKS)
            : String.format(
                "%02d:%02d:%02d", random.nextInt(24), random.nextInt(60), random.nextInt(60));
    if (random.nextInt(4) == 0) {
      clock = clock.substring(0, 5); // no seconds
    }
    String fraction =
        switch (random.nextInt(5)) {
          case 4 -> "," + "5".repeat(1 + random.nextInt(12));
          case 0 -> "." + "9".repeat(1 + random.nextInt(10));
          case 1 ->
              "."
                  + String.format("%09d", random.nextInt(1_000_000_000))
                      .substring(random.nextInt(9));
          case 2 -> "." + "0".repeat(random.nextInt(6)) + "5";
          default -> "";
        };
    if (family == Family.TIME && random.nextInt(4) > 0) {
      String hours = random.nextInt(3) == 0 ? random.nextInt(700, 900) + clock.substring(2) : clock;
      return (random.nextInt(3) == 0 ? "-" : "") + hours + fraction;
    }
    if (family == Family.DATES && random.nextInt(3) > 0) {
      return random.nextBoolean() ? day : day + "T00:00:00" + one(OFFSETS);
    }
    return random.nextInt(8) == 0
        ? day
        : random.nextInt(8) == 0
            ? day.replace("-", "") + "T" + clock.replace(":", "") + fraction + one(OFFSETS)
            : day + one(new String[] {"T", "T", " ", "t"}) + clock + fraction + one(OFFSETS);
  }

  private String epoch() {
    long[] near = {
      0,
      1_000,
      2_147_483_647L,
      2_147_483_647_999L,
      253_402_300_799L,
      253_402_300_799_999L,
      -62_135_596_800L,
      -62_135_596_800_000L,
      1_700_000_000_123L,
      1_700_000_000_123_456L,
      1_700_000_000_123_456_500L,
      3_020_399L,
      3_020_399_000L,
      1_700_006_400L,
      1_700_006_400_000L
    };
    return switch (random.nextInt(4)) {
      case 0 -> Integer.toString(random.nextInt(1890, 2170));
      case 1 -> Long.toString(random.nextLong() >> random.nextInt(64));
      case 2 -> number();
      default -> Long.toString(near[random.nextInt(near.length)] + random.nextInt(-2, 3));
    };
  }

  private String coded() {
    if (random.nextInt(4) == 0) {
      return text();
    }
    byte[] bytes = new byte[random.nextInt(10) == 0 ? random.nextInt(250, 260) : random.nextInt(7)];
    random.nextBytes(bytes);
    return switch (random.nextInt(5)) {
      case 0 -> Base64.getEncoder().encodeToString(bytes);
      case 1 -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      case 2 -> Base64.getMimeEncoder(8, "\r\n".getBytes(UTF_8)).encodeToString(bytes);
      case 3 -> HexFormat.of().formatHex(bytes);
      default -> HexFormat.of().withUpperCase().formatHex(bytes);
    };
  }

  private String members() {
    List<String> all =
        new ArrayList<>(random.nextBoolean() ? Columns.MEMBERS : Columns.SET_MEMBERS);
    List<String> names = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      names.add(random.nextInt(6) == 0 ? spoilt(one(all)) : one(all));
    }
    return switch (random.nextInt(3)) {
      case 0 -> string(names.get(0));
      case 1 -> string(String.join(",", names));
      default -> "[" + String.join(" , ", names.stream().map(this::string).toList()) + "]";
    };
  }

  /** Mostly as it was; else with one character too few, too many or another. */
  private String spoilt(String text) {
    if (random.nextInt(4) > 0 || text.isEmpty()) {
      return text;
    }
    StringBuilder spoilt = new StringBuilder(text);
    int at = random.nextInt(text.length());
    switch (random.nextInt(3)) {
      case 0 -> spoilt.deleteCharAt(at);
      case 1 -> spoilt.insert(at, "0 -:.+eZ=xé".charAt(random.nextInt(11)));
      default -> spoilt.setCharAt(at, "0 -:.+eZ=xé".charAt(random.nextInt(11)));
    }
    return spoilt.toString();
  }

  private String json(int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 4)) {
      case 0 -> number();
      case 1 -> one(new String[] {"true", "false", "null"});
      case 2, 3 -> string(text().replaceAll("[\\x{D800}-\\x{DFFF}]", "?"));
      case 4 -> "[" + json(depth - 1) + " ,\t" + json(depth - 1) + "]";
      default ->
          "{"
              + string("k" + random.nextInt(9))
              + " : "
              + json(depth - 1)
              + ",\"é\":"
              + json(depth - 1)
              + "}";
    };
  }

  /** The literal of a text: with escapes where they must be, and here and there where not. */
  private String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c < 0x20 || (Character.isSurrogate(c) && !pair) || random.nextInt(30) == 0) {
        json.append(String.format("\\u%04x", (int) c));
        if (pair) {
          json.append(String.format("\\u%04X", (int) text.charAt(++i)));
        }
      } else if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else {
        json.append(c);
        if (pair) {
          json.append(text.charAt(++i));
        }
      }
    }
    return json.append('"').toString();
  }
}
