package dev.millrace.sink;

import java.util.Locale;

/**
 * What a server said about itself when a session began.
 *
 * @param version such as {@code 11.4.5-MariaDB}
 * @param maxAllowedPacketBytes largest packet it takes
 */
record ServerFacts(String version, long maxAllowedPacketBytes) {
  /** Where the driver starts to cut one statement into several protocol packets. */
  private static final long PROTOCOL_PACKET_BYTES = 0xFFFFFF;

  private static final long SLACK_BYTES = 1024;

  boolean isMariaDb() {
    return version.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  /** How much text several rows together may have in one statement packet. */
  int roomyPacketBytes() {
    return (int) Math.min(maxAllowedPacketBytes / 4 * 3, PROTOCOL_PACKET_BYTES / 4 * 3);
  }

  /** How much text one row alone may have together with all that goes around it. */
  long hardPacketBytes() {
    return maxAllowedPacketBytes - SLACK_BYTES;
  }
}
