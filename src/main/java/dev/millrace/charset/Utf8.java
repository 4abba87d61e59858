package dev.millrace.charset;

/** What the coercions ask about UTF-8 (RFC 3629). */
public final class Utf8 {

  private Utf8() {}

  /** How many code points valid UTF-8 holds. */
  static int codePoints(byte[] b, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += b[i] > (byte) 0xBF ? 1 : 0; // every byte but 0x80 to 0xBF starts a code point
    }
    return count;
  }

  /**
   * Whether this is strictly valid UTF-8: no overlong form, no surrogate, nothing above U+10FFFF.
   */
  public static boolean isValid(byte[] b, int from, int to) {
    int i = from;
    while (i < to) {
      int lead = b[i++];
      if (lead >= 0) {
        continue;
      }
      int second = i < to ? b[i] & 0xFF : 0;
      int more;
      if (lead >= (byte) 0xC2 && lead <= (byte) 0xDF) {
        more = second >= 0x80 && second <= 0xBF ? 1 : 0;
      } else if (lead >= (byte) 0xE0 && lead <= (byte) 0xEF) {
        int least = lead == (byte) 0xE0 ? 0xA0 : 0x80;
        int most = lead == (byte) 0xED ? 0x9F : 0xBF;
        more = second >= least && second <= most ? 2 : 0;
      } else if (lead >= (byte) 0xF0 && lead <= (byte) 0xF4) {
        int least = lead == (byte) 0xF0 ? 0x90 : 0x80;
        int most = lead == (byte) 0xF4 ? 0x8F : 0xBF;
        more = second >= least && second <= most ? 3 : 0;
      } else {
        more = 0;
      }
      if (more == 0 || i + more > to) {
        return false;
      }
      for (int last = i + more; ++i < last; ) {
        if (b[i] > (byte) 0xBF) {
          return false;
        }
      }
    }
    return true;
  }

  /** The code point that starts at {@code at} in valid UTF-8. */
  static int codePoint(byte[] b, int at) {
    int lead = b[at];
    if (lead >= 0) {
      return lead;
    }
    if (lead < (byte) 0xE0) {
      return (lead & 0x1F) << 6 | b[at + 1] & 0x3F;
    }
    if (lead < (byte) 0xF0) {
      return (lead & 0x0F) << 12 | (b[at + 1] & 0x3F) << 6 | b[at + 2] & 0x3F;
    }
    return (lead & 0x07) << 18
        | (b[at + 1] & 0x3F) << 12
        | (b[at + 2] & 0x3F) << 6
        | b[at + 3] & 0x3F;
  }

  /** How many bytes this code point takes. */
  static int width(int codePoint) {
    return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
}
