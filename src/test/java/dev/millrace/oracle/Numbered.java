package dev.millrace.oracle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The oracle's records: what number {@code n} of a stream is, the same for everyone who names the
 * same seed. Any thread; no state.
 *
 * <p>A clean record carries its number, its key, a payload and the payload's hash. Few keys, so
 * that an upsert meets each of them again and again. Numbers below 0 are those of records that were
 * never committed to the topic.
 */
record Numbered(long seed) {
  static final int KEYS = 300;

  /** What the engine must do with a record. */
  enum Kind {
    CLEAN,
    DIRTY,
    MALFORMED,
    TOMBSTONE
  }

  private static final String[] WORDS = {
    "Mühle",
    "race",
    "水",
    "weir",
    "😀",
    "a\\\"b",
    "tail'",
    "\\n",
    "0",
    "%s",
    "\\u00e9t\\u00e9",
    "-- x",
    "?;",
  };

  Kind kind(long n) {
    int roll = Math.floorMod(mix(n, 1), 1_000);
    if (roll < 10) {
      return Kind.DIRTY;
    }
    return roll < 16 ? Kind.MALFORMED : roll < 20 ? Kind.TOMBSTONE : Kind.CLEAN;
  }

  int key(long n) {
    return Math.floorMod(mix(n, 2), KEYS);
  }

  byte[] keyBytes(long n) {
    return Integer.toString(key(n)).getBytes(StandardCharsets.US_ASCII);
  }

  /** Half a SHA-256 of the payload as the table must hold it. */
  String hash(long n) {
    return hash(payload(n).replace("\\\"", "\"").replace("\\n", "\n").replace("\\u00e9", "é"));
  }

  /** The message; null for a tombstone. */
  byte[] message(long n) {
    String text =
        "{\"n\":%d,\"k\":%d,\"hash\":\"%s\",\"payload\":\"%s\",\"unused\":[1,{\"a\":null}],\"qty\":%s}"
            .formatted(
                n, key(n), hash(n), payload(n), kind(n) == Kind.DIRTY ? "\"many\"" : "" + n % 1000);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (kind(n)) {
      case TOMBSTONE -> null;
      case MALFORMED -> malformed(n, bytes);
      default -> bytes;
    };
  }

  private byte[] malformed(long n, byte[] bytes) {
    switch (Math.floorMod(mix(n, 3), 3)) {
      case 0:
        return new byte[0];
      case 1:
        bytes[bytes.length / 2] = (byte) 0xff;
        return bytes;
      default:
        return java.util.Arrays.copyOf(bytes, bytes.length - 1);
    }
  }

  private String payload(long n) {
    StringBuilder out = new StringBuilder();
    int words = 1 + Math.floorMod(mix(n, 4), 40);
    for (int i = 0; i < words; i++) {
      long roll = mix(n, 100 + i);
      out.append(WORDS[Math.floorMod(roll, WORDS.length)]).append(roll & 0xff).append(' ');
    }
    return out.toString();
  }

  /** SplitMix64's finish, over seed, number and what the roll is for. */
  private long mix(long n, int what) {
    long z = seed + n * 0x9E3779B97F4A7C15L + what * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  static String hash(byte[] bytes) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
          .substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String hash(String text) {
    return hash(text.getBytes(StandardCharsets.UTF_8));
  }
}
