package dev.millrace.http;

import java.time.Duration;

/**
 * How much time and memory callers may take together, whoever they are.
 *
 * @param connections open at a time
 * @param head for the first request's head, from the connection on
 * @param keepAlive for the head of each further one
 * @param body for the rest of a request, from its head on
 * @param answer for the answer to be read by the caller
 * @param linger how long what is left of a refused request is read, so that its answer is seen
 * @param bodies bytes of large bodies that are under way at a time
 * @param answers bytes of answers that are not yet read at a time
 * @param largeCalls calls at a time that read records: samples, previews, quarantine
 * @param turn how long such a call waits until there are fewer
 */
public record HttpLimits(
    int connections,
    Duration head,
    Duration keepAlive,
    Duration body,
    Duration answer,
    Duration linger,
    long bodies,
    long answers,
    int largeCalls,
    Duration turn) {
  private static final int MIB = 1 << 20;

  /** What one body has at most. */
  static final int MAX_BODY_BYTES = MIB;

  /** For this process: a sixteenth of its heap for bodies, an eighth for answers. */
  public static HttpLimits usual() {
    long heap = Runtime.getRuntime().maxMemory();
    return new HttpLimits(
        512,
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(2),
        within(4 * MIB, heap / 16, 64 * MIB),
        within(24 * MIB, heap / 8, 256 * MIB),
        (int) within(1, heap / (128L * MIB), 8),
        Duration.ofSeconds(15));
  }

  private static long within(long least, long wanted, long most) {
    return Math.max(least, Math.min(wanted, most));
  }
}
