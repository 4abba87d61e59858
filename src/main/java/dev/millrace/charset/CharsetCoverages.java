package dev.millrace.charset;

/** The coverage of each of the servers' character sets. */
public final class CharsetCoverages {
  private CharsetCoverages() {}

  /** The repertoire of a server's character set; null is utf8mb4. */
  public static CharsetCoverage of(String charset) {
    return charset == null || charset.equalsIgnoreCase("utf8mb4")
        ? new Unicode()
        : CharsetCoverageTable.of(charset);
  }

  private static final class Unicode extends CharsetCoverage {
    Unicode() {
      super("utf8mb4");
    }

    @Override
    public boolean isAllOfUnicode() {
      return true;
    }

    @Override
    public long codePoints(byte[] b, int from, int to) {
      return Utf8.codePoints(b, from, to);
    }

    @Override
    public long bytes(byte[] b, int from, int to) {
      return to - from;
    }
  }
}
