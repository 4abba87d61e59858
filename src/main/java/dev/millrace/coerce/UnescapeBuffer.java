package dev.millrace.coerce;

/**
 * Plain UTF-8 of an escaped JSON string; reused, do not keep.
 *
 * <p>Memory: grows to the largest string decoded, but room of more than {@value #KEPT_BYTES} bytes
 * is given up again by the next decode.
 */
final class UnescapeBuffer {
  private static final int KEPT_BYTES = 1 << 16;

  private byte[] bytes = new byte[256];
  private int length;

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /**
   * Decodes the inside of a JSON string literal whose escapes are known to be valid (RFC 8259,
   * section 7).
   *
   * @return false when it holds a lone surrogate, which no UTF-8 can express; the content is then
   *     undefined
   */
  boolean decode(byte[] b, int from, int to) {
    length = 0;
    int most = to - from; // no escape is shorter than its character in UTF-8
    if (most > bytes.length || bytes.length > KEPT_BYTES) {
      bytes = new byte[Math.max(256, most)];
    }
    int i = from;
    while (i < to) {
      byte c = b[i++];
      if (c != '\\') {
        bytes[length++] = c;
      } else if (b[i] != 'u') {
        bytes[length++] = plain(b[i++]);
      } else {
        int unit = hex4(b, i + 1);
        i += 5;
        if (Character.isHighSurrogate((char) unit)
            && i + 6 <= to
            && b[i] == '\\'
            && b[i + 1] == 'u') {
          int low = hex4(b, i + 2);
          if (Character.isLowSurrogate((char) low)) {
            unit = Character.toCodePoint((char) unit, (char) low);
            i += 6;
          }
        }
        if (unit >= Character.MIN_SURROGATE && unit <= Character.MAX_SURROGATE) {
          return false;
        }
        put(unit);
      }
    }
    return true;
  }

  private void put(int codePoint) {
    if (codePoint < 0x80) {
      bytes[length++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xC0 | codePoint >> 6);
      bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    } else if (codePoint < 0x10000) {
      bytes[length++] = (byte) (0xE0 | codePoint >> 12);
      bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    } else {
      bytes[length++] = (byte) (0xF0 | codePoint >> 18);
      bytes[length++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
      bytes[length++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      bytes[length++] = (byte) (0x80 | codePoint & 0x3F);
    }
  }

  private static byte plain(byte letter) {
    return switch (letter) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> letter;
    };
  }

  private static int hex4(byte[] b, int at) {
    return Character.digit(b[at], 16) << 12
        | Character.digit(b[at + 1], 16) << 8
        | Character.digit(b[at + 2], 16) << 4
        | Character.digit(b[at + 3], 16);
  }
}
