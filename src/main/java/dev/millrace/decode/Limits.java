package dev.millrace.decode;

/**
 * What one message may be at most; passing a limit makes the record malformed.
 *
 * @param maxDepth objects and arrays inside one another, the root counted
 * @param maxBytes of the whole message
 * @param maxNumberChars of one number literal, sign, point and exponent counted
 */
public record Limits(int maxDepth, int maxBytes, int maxNumberChars) {
  public static final Limits DEFAULT = new Limits(1_000, 16 << 20, 1_000);

  public Limits {
    if (maxDepth < 1 || maxBytes < 1 || maxNumberChars < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }
}
