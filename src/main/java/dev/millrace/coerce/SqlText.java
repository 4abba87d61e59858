package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Growing buffer of SQL text in UTF-8, reused from batch to batch.
 *
 * <p>Not thread-safe. {@link #array} is the live array: it changes identity when the text grows and
 * holds text in {@code [0, length)} only.
 *
 * <p>Cost: an append copies once; growing doubles, so it is amortized constant per byte. Nothing is
 * allocated while the text stays within the capacity it once reached.
 */
public final class SqlText {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(US_ASCII);

  /** Longest decimal literal of a 64-bit number: a sign and 19 digits, or 20 digits. */
  private static final int LONG_DIGITS = 20;

  /**
   * An array's header. With it arrays stay powers of two while they double: with one byte more a
   * large one takes a whole region of the G1 collector more.
   */
  private static final int HEADER_BYTES = 16;

  private byte[] bytes;
  private int length;

  /** An empty text in an array that takes {@code initialBytes} bytes, its header included. */
  public SqlText(int initialBytes) {
    bytes = new byte[Math.max(16, initialBytes - HEADER_BYTES)];
  }

  /** The live array; valid until the next append. */
  public byte[] array() {
    return bytes;
  }

  /** Bytes of text in {@link #array}. */
  public int length() {
    return length;
  }

  /** Drops everything from {@code length} on: rolls a row back, or with 0 empties the buffer. */
  public void truncate(int length) {
    if (length < 0 || length > this.length) {
      throw new IndexOutOfBoundsException(
          length + " is outside a text of " + this.length + " bytes");
    }
    this.length = length;
  }

  /** Appends one byte as it stands. */
  public void append(byte b) {
    if (length == bytes.length) {
      grow(1);
    }
    bytes[length++] = b;
  }

  /** Appends the bytes of {@code [from, to)} as they stand. */
  public void append(byte[] b, int from, int to) {
    int count = to - from;
    room(count);
    System.arraycopy(b, from, bytes, length, count);
    length += count;
  }

  /** Appends text of ASCII characters only, as it stands. */
  public void ascii(String s) {
    int count = s.length();
    room(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) s.charAt(i);
    }
    length += count;
  }

  /** Appends {@code NULL}. */
  public void nul() {
    ascii("NULL");
  }

  /** Appends {@code DEFAULT}. */
  public void dflt() {
    ascii("DEFAULT");
  }

  /** Appends a decimal integer literal. */
  public void integer(long v) {
    if (v < 0) {
      append((byte) '-');
    }
    unsigned(v < 0 ? -v : v);
  }

  /** Appends {@code v} read as an unsigned 64-bit number. */
  void unsigned(long v) {
    room(LONG_DIGITS);
    int digits = 1;
    for (long rest = Long.divideUnsigned(v, 10); rest != 0; rest /= 10) {
      digits++;
    }
    int at = length + digits;
    length = at;
    if (v < 0) {
      long tenth = Long.divideUnsigned(v, 10);
      bytes[--at] = (byte) ('0' + (v - tenth * 10));
      v = tenth;
    }
    do {
      long tenth = v / 10;
      bytes[--at] = (byte) ('0' + (v - tenth * 10));
      v = tenth;
    } while (v != 0);
  }

  /**
   * Appends {@code v} with leading zeros in exactly {@code digits} digits; what does not fit is cut
   * off.
   */
  void padded(int v, int digits) {
    room(digits);
    for (int at = length + digits; at > length; v /= 10) {
      bytes[--at] = (byte) ('0' + v % 10);
    }
    length += digits;
  }

  /**
   * Appends {@code before} and {@code v}, 0 to 99, in two digits: the rhythm of dates and times.
   */
  void pair(char before, int v) {
    room(3);
    int tens = v / 10;
    bytes[length] = (byte) before;
    bytes[length + 1] = (byte) ('0' + tens);
    bytes[length + 2] = (byte) ('0' + v - tens * 10);
    length += 3;
  }

  /**
   * Appends plain UTF-8 text as a quoted literal.
   *
   * <p>Double quotes, so that text of JSON strings without backslash needs no escaping. Safe while
   * the session's {@code sql_mode} has neither {@code ANSI_QUOTES} nor {@code NO_BACKSLASH_ESCAPES}
   * and its character set is {@code utf8mb4} (in gbk or sjis a backslash can be the second byte of
   * a letter).
   */
  public void text(byte[] b, int from, int to) {
    append((byte) '"');
    escaped(b, from, to);
    append((byte) '"');
  }

  /** Appends the inside of a quoted literal: plain UTF-8 with every byte escaped that needs it. */
  void escaped(byte[] b, int from, int to) {
    int done = from;
    for (int i = from; i < to; i++) {
      byte c = b[i];
      // One compare for nearly all bytes: the escaped ones are '\\' and those up to '"'.
      if (c == '\\' || (c >= 0 && c <= '"' && needsEscape(c))) {
        append(b, done, i);
        append((byte) '\\');
        append(escapeLetter(c));
        done = i + 1;
      }
    }
    append(b, done, to);
  }

  /** Appends text that is known to hold neither a double quote nor a backslash nor a NUL. */
  void rawText(byte[] b, int from, int to) {
    int count = to - from;
    room(count + 2);
    bytes[length] = '"';
    System.arraycopy(b, from, bytes, length + 1, count);
    bytes[length + 1 + count] = '"';
    length += count + 2;
  }

  /** Appends {@code x'..'}; for no bytes {@code x''}, the empty binary string. */
  public void hex(byte[] b, int from, int to) {
    room(Math.addExact(Math.multiplyExact(to - from, 2), 3));
    int at = length;
    bytes[at++] = 'x';
    bytes[at++] = '\'';
    for (int i = from; i < to; i++) {
      bytes[at++] = HEX[(b[i] >> 4) & 15];
      bytes[at++] = HEX[b[i] & 15];
    }
    bytes[at++] = '\'';
    length = at;
  }

  private static boolean needsEscape(byte c) {
    return c == '"' || c == 0 || c == '\n' || c == '\r' || c == 0x1A;
  }

  /**
   * The letter MySQL reads after a backslash for this byte. Not for the others: {@code \%} stays
   * two characters.
   */
  private static byte escapeLetter(byte c) {
    return switch (c) {
      case 0 -> '0';
      case '\n' -> 'n';
      case '\r' -> 'r';
      case 0x1A -> 'Z';
      default -> c;
    };
  }

  private void room(int count) {
    if (count > bytes.length - length) {
      grow(count);
    }
  }

  private void grow(int count) {
    int needed = Math.addExact(length, count);
    int doubled = (int) Math.min(bytes.length * 2L + HEADER_BYTES, Integer.MAX_VALUE - 8);
    bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
  }
}
