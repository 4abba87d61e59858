package dev.millrace.mysql;

import java.time.Duration;

/**
 * How long the sink waits for the server, and between attempts.
 *
 * @param connect for TCP, TLS, login and session set-up together
 * @param statement for the answer to one packet; above the server's usual lock wait of 50 s, so
 *     that the server's own answer comes first
 * @param firstPause before the second attempt; doubles from attempt to attempt
 * @param longestPause where the doubling ends
 */
public record DatabaseTimeouts(
    Duration connect, Duration statement, Duration firstPause, Duration longestPause) {

  public static final DatabaseTimeouts DEFAULT =
      new DatabaseTimeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60));
}
