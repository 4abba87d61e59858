package dev.millrace.coerce;

/** The coverage of each of the servers' character sets. */
final class CharsetCoverages {
  private CharsetCoverages() {}

  /** The repertoire of a server's character set; null is utf8mb4. */
  static CharsetCoverage of(String charset) {
    return charset == null || charset.equalsIgnoreCase("utf8mb4")
        ? new Unicode()
        : CharsetCoverageTable.of(charset);
  }

  private static final class Unicode extends CharsetCoverage {
    Unicode() {
      super("utf8mb4");
    }

    @Override
    boolean isAllOfUnicode() {
      return true;
    }

    @Override
    long codePoints(byte[] b, int from, int to) {
      return Utf8.codePoints(b, from, to);
    }

    @Override
    long bytes(byte[] b, int from, int to) {
      return to - from;
    }
  }
}
