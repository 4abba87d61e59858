package dev.millrace.testkit;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * One event of the standard workload, in its two forms: the JSON that goes to Kafka and the text
 * that the database's {@code CONCAT_WS} gives for its row.
 *
 * <p>Every value is a function of (seed, index). Doubles have at most six decimals and are not near
 * zero, so that Java and SQL print them alike.
 */
final class WorkloadEvent {
  private static final long FIRST_SECOND = 1_767_225_600L; // 2026-01-01T00:00:00Z
  private static final String[] NAMES = {
    "Ada Byron",
    "Grace O'Hara",
    "Zoë Müller",
    "Linus",
    "Mary Ann \\\"Polly\\\" Cross",
    "Jun Kato",
    "Olga",
    "José Gil"
  };
  private static final String[] COUNTRIES = {"DE", "FR", "US", "JP", "BR", "IN", "KE", "NO"};
  private static final String[] SYSTEMS = {"Android", "iOS", "Windows", "Linux"};
  private static final String[] BRANDS = {"Fairphone", "Pixel", "Galaxy", "ThinkPad"};
  private static final String[] TAGS = {
    "sale", "new", "mobile", "returning", "newsletter", "b2b", "gift", "express"
  };
  private static final String[] PAGES = {"checkout", "product", "search", "basket"};

  private final long index;
  private final long random;
  private final long more;
  private final String dirt;

  /**
   * @param dirt JSON of a value for {@code qty} that its column cannot hold; null is a clean event
   */
  WorkloadEvent(long seed, long index, String dirt) {
    this.index = index;
    this.dirt = dirt;
    random = mix(seed + index * 0x9E3779B97F4A7C15L);
    more = mix(random);
  }

  /** The JSON, about 490 bytes. */
  void json(StringBuilder out) {
    out.append("{\"id\":").append(index).append(",\"ts\":\"");
    time(out, 'T');
    out.append("Z\",\"user\":{\"id\":").append(userId()).append(",\"name\":\"").append(name());
    out.append("\",\"geo\":{\"country\":\"").append(country()).append("\",\"lat\":");
    degrees(out, latitude());
    out.append(",\"lon\":");
    degrees(out, longitude());
    out.append("}},\"device\":{\"os\":{\"name\":\"").append(system()).append("\",\"version\":\"");
    systemVersion(out);
    out.append("\"},\"brand\":\"").append(brand()).append("\",\"version\":\"");
    deviceVersion(out);
    out.append("\"},\"amount\":");
    amount(out);
    out.append(",\"qty\":").append(dirt != null ? dirt : Integer.toString(quantity()));
    out.append(",\"ok\":").append(ok()).append(",\"tags\":\"");
    tags(out);
    out.append("\",\"url\":\"");
    url(out);
    out.append("\",\"session\":{\"id\":\"").append(Long.toHexString(random));
    out.append("\",\"page\":\"")
        .append(pick(PAGES, more, 50))
        .append("\",\"ab\":[")
        .append(more & 7);
    out.append(',')
        .append(more >>> 3 & 7)
        .append("]},\"unused\":{\"trace\":\"")
        .append(more >>> 52);
    out.append("\",\"sampled\":")
        .append((more & 64) == 0)
        .append(",\"build\":")
        .append(more >>> 20 & 0xFFFF);
    out.append("}}");
  }

  /** The 16 mapped values joined by {@code |}. */
  void row(StringBuilder out) {
    out.append(index).append('|');
    time(out, ' ');
    out.append('|')
        .append(userId())
        .append('|')
        .append(name().replace("\\\"", "\""))
        .append('|')
        .append(country());
    out.append('|');
    degrees(out, latitude());
    out.append('|');
    degrees(out, longitude());
    out.append('|').append(system()).append('|');
    systemVersion(out);
    out.append('|').append(brand()).append('|');
    deviceVersion(out);
    out.append('|');
    amount(out);
    out.append('|')
        .append(dirt != null ? "~" : Integer.toString(quantity()))
        .append('|')
        .append(ok() ? 1 : 0)
        .append('|');
    tags(out);
    out.append('|');
    url(out);
  }

  private long userId() {
    return 1_000_000_000L + (random >>> 1) % 9_000_000_000L;
  }

  private String name() {
    return pick(NAMES, random, 3);
  }

  private String country() {
    return pick(COUNTRIES, random, 9);
  }

  /** Millionths of a degree, 1 to 90 either side. */
  private long latitude() {
    return signed(random >>> 12, 89_000_000L);
  }

  private long longitude() {
    return signed(more >>> 5, 179_000_000L);
  }

  private String system() {
    return pick(SYSTEMS, random, 17);
  }

  private String brand() {
    return pick(BRANDS, random, 21);
  }

  private int quantity() {
    return (int) (more >>> 40 & 0x3FF);
  }

  private boolean ok() {
    return (more & 1) == 0;
  }

  private void systemVersion(StringBuilder out) {
    out.append(8 + (random >>> 24 & 7)).append('.').append(random >>> 27 & 15);
  }

  private void deviceVersion(StringBuilder out) {
    out.append(random >>> 31 & 7)
        .append('.')
        .append(random >>> 34 & 63)
        .append('.')
        .append(random >>> 40 & 1023);
  }

  private void amount(StringBuilder out) {
    long cents = (more >>> 8) % 1_000_000L;
    out.append(cents / 100).append('.');
    digits(out, cents % 100, 2);
  }

  private void tags(StringBuilder out) {
    out.append(pick(TAGS, more, 14))
        .append(',')
        .append(pick(TAGS, more, 17))
        .append(',')
        .append(pick(TAGS, more, 20));
  }

  private void url(StringBuilder out) {
    out.append("https://shop.example.com/")
        .append(country().toLowerCase(java.util.Locale.ROOT))
        .append("/p/");
    out.append(random >>> 33)
        .append("?ref=")
        .append(Long.toHexString(more >>> 24))
        .append("&utm=mail");
  }

  private void time(StringBuilder out, char between) {
    long millis = index * 7 % 31_536_000_000L;
    LocalDateTime time =
        LocalDateTime.ofEpochSecond(FIRST_SECOND + millis / 1000, 0, ZoneOffset.UTC);
    out.append(time.getYear()).append('-');
    digits(out, time.getMonthValue(), 2).append('-');
    digits(out, time.getDayOfMonth(), 2).append(between);
    digits(out, time.getHour(), 2).append(':');
    digits(out, time.getMinute(), 2).append(':');
    digits(out, time.getSecond(), 2).append('.');
    digits(out, millis % 1000, 3);
  }

  private static StringBuilder digits(StringBuilder out, long number, int width) {
    for (long limit = (long) Math.pow(10, width - 1); limit > number && limit > 1; limit /= 10) {
      out.append('0');
    }
    return out.append(number);
  }

  private static void degrees(StringBuilder out, long millionths) {
    long size = Math.abs(millionths);
    out.append(millionths < 0 ? "-" : "").append(size / 1_000_000);
    long fraction = size % 1_000_000;
    if (fraction == 0) {
      return;
    }
    int width = 6;
    while (fraction % 10 == 0) {
      fraction /= 10;
      width--;
    }
    digits(out.append('.'), fraction, width);
  }

  private static long signed(long bits, long limit) {
    long size = 1_000_000 + (bits >>> 8) % limit;
    return (bits & 1) == 0 ? size : -size;
  }

  private static String pick(String[] from, long bits, int shift) {
    return from[(int) (bits >>> shift) & (from.length - 1)];
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
