package dev.millrace.http;

import java.time.Duration;

/**
 * What streams of events may take.
 *
 * @param streams open at a time
 * @param perCaller of these those of one token, or without tokens of one address
 * @param heartbeat after so long without an event a comment is sent, so that proxies and clients
 *     see that the stream lives
 * @param behind how long a client may leave what was sent unread before it is cut
 */
public record StreamLimits(int streams, int perCaller, Duration heartbeat, Duration behind) {
  public static StreamLimits usual() {
    return new StreamLimits(128, 32, Duration.ofSeconds(15), Duration.ofSeconds(20));
  }
}
