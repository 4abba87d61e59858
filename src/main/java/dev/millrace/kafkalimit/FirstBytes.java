package dev.millrace.kafkalimit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/** What kind of server answers, by the first four bytes it sent. */
public final class FirstBytes {
  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int TLS_MAJOR = 3;

  private FirstBytes() {}

  static boolean isTls(byte[] first) {
    return (first[0] == TLS_ALERT || first[0] == TLS_HANDSHAKE) && first[1] == TLS_MAJOR;
  }

  /** A noun with its article, or null where it may be a Kafka broker. */
  public static String name(byte[] first) {
    if (isTls(first)) {
      return "a server with TLS";
    }
    String text = new String(Arrays.copyOf(first, Integer.BYTES), ISO_8859_1);
    if (text.equals("HTTP")) {
      return "an HTTP server";
    }
    if (text.equals("SSH-")) {
      return "an SSH server";
    }
    // A MySQL packet: length in three bytes, the lowest first, and number 0.
    if (first[0] != 0 && first[2] == 0 && first[3] == 0) {
      return "a MySQL server";
    }
    return text.chars().allMatch(c -> c >= ' ' && c <= '~')
        ? "a server that is not a Kafka broker (it begins with \"" + text + "\")"
        : null;
  }
}
