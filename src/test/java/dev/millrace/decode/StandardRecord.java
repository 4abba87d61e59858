package dev.millrace.decode;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Records of the load test's shape: about 490 bytes, 25 members over three levels, 16 of them
 * mapped.
 */
final class StandardRecord {
  static final String[] PATHS = {
    "/id",
    "/ts",
    "/user/id",
    "/user/name",
    "/user/geo/country",
    "/user/geo/lat",
    "/user/geo/lon",
    "/device/os/name",
    "/device/os/version",
    "/device/brand",
    "/device/version",
    "/amount",
    "/qty",
    "/ok",
    "/tags",
    "/url"
  };

  private StandardRecord() {}

  static byte[][] messages(int count) {
    Random random = new Random(11);
    byte[][] messages = new byte[count][];
    for (int i = 0; i < count; i++) {
      messages[i] = one(random, i).getBytes(StandardCharsets.UTF_8);
    }
    return messages;
  }

  private static String one(Random random, int id) {
    return "{\"id\":"
        + (1_000_000 + id)
        + ",\"ts\":\"2026-11-22T08:"
        + (10 + random.nextInt(50))
        + ":30."
        + (100 + random.nextInt(900))
        + "Z\",\"user\":{\"id\":"
        + random.nextInt(1_000_000)
        + ",\"name\":\"Zoë Müller "
        + random.nextInt(1_000)
        + "\",\"geo\":{\"country\":\"DE\",\"lat\":"
        + random.nextDouble() * 90
        + ",\"lon\":"
        + random.nextDouble() * 180
        + "}},\"device\":{\"os\":{\"name\":\"Android\",\"version\":\"14.0."
        + random.nextInt(9)
        + "\"},\"brand\":\"none\",\"version\":\"11.4.2\"},\"amount\":"
        + random.nextInt(100_000)
        + ".25,\"qty\":"
        + random.nextInt(100)
        + ",\"ok\":true,\"tags\":[\"red\",\"green\",\"blue\"],\"url\":\"https://shop.example.org/p/"
        + random.nextInt(100_000)
        + "?ref=newsletter\",\"session\":{\"id\":\""
        + Long.toHexString(random.nextLong())
        + "\",\"page\":"
        + random.nextInt(50)
        + ",\"ab\":[1,0,1]},\"unused\":{\"a\":\"some text that nobody maps\",\"b\":"
        + random.nextInt(10)
        + ",\"c\":null}}";
  }
}
