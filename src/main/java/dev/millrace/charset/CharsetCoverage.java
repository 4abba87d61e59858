package dev.millrace.charset;

/**
 * The characters that a column's character set can hold, and how many bytes each takes there.
 *
 * <p>Immutable, thread-safe, shared.
 */
public abstract class CharsetCoverage {
  private final String name;

  CharsetCoverage(String name) {
    this.name = name;
  }

  /** The character set as the server names it. */
  public final String name() {
    return name;
  }

  /** Whether it is utf8mb4, where every text fits and has the bytes it has here. */
  public boolean isAllOfUnicode() {
    return false;
  }

  /** Code points of valid UTF-8, or -1 when one is not in the repertoire. */
  public abstract long codePoints(byte[] b, int from, int to);

  /**
   * Bytes that valid UTF-8 takes in this character set, or -1 when a character is not in the
   * repertoire.
   */
  public abstract long bytes(byte[] b, int from, int to);
}
