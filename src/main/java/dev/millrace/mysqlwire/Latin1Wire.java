package dev.millrace.mysqlwire;

import java.nio.charset.StandardCharsets;

/**
 * The way of text to the server: UTF-8 bytes viewed as a Latin-1 String, one char per byte. The
 * connection's encoder is Latin-1 while the server reads UTF-8, so ready bytes reach it untouched,
 * without being decoded and encoded again. Every statement goes through here.
 */
public final class Latin1Wire {
  private Latin1Wire() {}

  /** A statement written as ordinary text, in wire form. */
  public static String sql(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      }
    }
    return text;
  }

  /** UTF-8 bytes {@code [0, length)} in wire form; one copy. */
  public static String sql(byte[] utf8, int length) {
    return new String(utf8, 0, length, StandardCharsets.ISO_8859_1);
  }
}
