package dev.millrace.mysql;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server said about itself when a session began.
 *
 * @param version such as {@code 11.4.5-MariaDB}
 * @param maxAllowedPacketBytes largest packet it takes
 * @param connectionId the session's number in the server's process list, or 0 where it is not known
 */
public record ServerFacts(String version, long maxAllowedPacketBytes, long connectionId) {
  /** Where the driver starts to cut one statement into several protocol packets. */
  private static final long PROTOCOL_PACKET_BYTES = 0xFFFFFF;

  private static final long SLACK_BYTES = 1024;

  /** A few digits each, for a version is whatever a server likes to say. */
  private static final Pattern MYSQL_VERSION =
      Pattern.compile("^(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})");

  private static final int[] ROW_ALIAS_SINCE = {8, 0, 19};

  public ServerFacts(String version, long maxAllowedPacketBytes) {
    this(version, maxAllowedPacketBytes, 0);
  }

  private boolean isMariaDb() {
    return version.toLowerCase(Locale.ROOT).contains("mariadb");
  }

  /**
   * Whether new values of an upsert are named by a row alias. MySQL calls the function VALUES(),
   * which it had before, deprecated; MariaDB and servers that only speak the protocol know no
   * other.
   */
  public boolean knowsRowAlias() {
    Matcher numbers = MYSQL_VERSION.matcher(version);
    if (isMariaDb() || !numbers.find()) {
      return false;
    }
    int[] found = new int[3];
    for (int i = 0; i < found.length; i++) {
      found[i] = Integer.parseInt(numbers.group(i + 1));
    }
    return Arrays.compare(found, ROW_ALIAS_SINCE) >= 0;
  }

  /** How much text several rows together may have in one statement packet. */
  public int roomyPacketBytes() {
    return (int) Math.min(maxAllowedPacketBytes / 4 * 3, PROTOCOL_PACKET_BYTES / 4 * 3);
  }

  /** How much text one row alone may have together with all that goes around it. */
  public long hardPacketBytes() {
    return maxAllowedPacketBytes - SLACK_BYTES;
  }
}
