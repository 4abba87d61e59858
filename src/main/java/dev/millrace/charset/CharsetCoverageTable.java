package dev.millrace.charset;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A character set as a table: for each character of the Basic Multilingual Plane the bytes it
 * takes, 0 where it cannot be expressed; one more width for all characters beyond.
 */
final class CharsetCoverageTable extends CharsetCoverage {
  private static final Map<String, CharsetCoverageTable> KNOWN = new ConcurrentHashMap<>();

  private final byte[] widths;
  private final int beyondWidth;

  private CharsetCoverageTable(String name, byte[] widths, int beyondWidth) {
    super(name);
    this.widths = widths;
    this.beyondWidth = beyondWidth;
  }

  static CharsetCoverageTable of(String charset) {
    return KNOWN.computeIfAbsent(charset.toLowerCase(Locale.ROOT), CharsetCoverageTable::build);
  }

  private static CharsetCoverageTable build(String name) {
    return switch (name) {
      case "utf8", "utf8mb3" -> new CharsetCoverageTable(name, unicode(1, 2, 3), 0);
      case "ucs2" -> new CharsetCoverageTable(name, unicode(2, 2, 2), 0);
      case "utf16", "utf16le" -> new CharsetCoverageTable(name, unicode(2, 2, 2), 4);
      case "utf32" -> new CharsetCoverageTable(name, unicode(4, 4, 4), 4);
      case "gb18030" -> new CharsetCoverageTable(name, encoded(name), 4);
      default -> new CharsetCoverageTable(name, encoded(name), 0);
    };
  }

  private static byte[] unicode(int belowX80, int belowX800, int beyond) {
    byte[] widths = new byte[0x10000];
    for (int c = 0; c < widths.length; c++) {
      widths[c] = (byte) (c < 0x80 ? belowX80 : c < 0x800 ? belowX800 : beyond);
    }
    return widths;
  }

  private static byte[] encoded(String name) {
    byte[] widths = new byte[0x10000];
    Charset charset = ServerCharset.charset(name);
    CharsetEncoder encoder = charset.newEncoder();
    for (int c = 0; c < widths.length; c++) {
      widths[c] = Character.isSurrogate((char) c) ? 0 : (byte) width(encoder, (char) c);
    }
    ServerCharset.amend(name, widths);
    return widths;
  }

  /** Bytes of a character that comes back as itself, else 0. */
  private static int width(CharsetEncoder encoder, char c) {
    if (!encoder.canEncode(c)) {
      return 0;
    }
    try {
      ByteBuffer bytes = encoder.encode(CharBuffer.wrap(new char[] {c}));
      int width = bytes.remaining();
      return encoder.charset().decode(bytes).toString().equals(String.valueOf(c)) ? width : 0;
    } catch (CharacterCodingException e) {
      return 0;
    }
  }

  @Override
  public long codePoints(byte[] b, int from, int to) {
    long count = 0;
    for (int i = from; i < to; count++) {
      int codePoint = Utf8.codePoint(b, i);
      if (width(codePoint) == 0) {
        return -1;
      }
      i += Utf8.width(codePoint);
    }
    return count;
  }

  @Override
  public long bytes(byte[] b, int from, int to) {
    long bytes = 0;
    for (int i = from; i < to; ) {
      int codePoint = Utf8.codePoint(b, i);
      int width = width(codePoint);
      if (width == 0) {
        return -1;
      }
      bytes += width;
      i += Utf8.width(codePoint);
    }
    return bytes;
  }

  private int width(int codePoint) {
    return codePoint < 0x10000 ? widths[codePoint] : beyondWidth;
  }
}
