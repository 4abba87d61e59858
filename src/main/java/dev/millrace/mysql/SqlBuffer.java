package dev.millrace.mysql;

import dev.millrace.mysqlwire.Latin1Wire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Statement text that grows, as UTF-8 bytes; reused from batch to batch. Event loop only. */
public final class SqlBuffer {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[8192];
  private int length;

  public SqlBuffer reset() {
    length = 0;
    return this;
  }

  public int length() {
    return length;
  }

  public SqlBuffer append(String text) {
    return append(text.getBytes(StandardCharsets.UTF_8));
  }

  public SqlBuffer append(byte[] utf8) {
    return append(utf8, 0, utf8.length);
  }

  /** Appends bytes {@code [from, to)}. */
  public SqlBuffer append(byte[] utf8, int from, int to) {
    room(to - from);
    System.arraycopy(utf8, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  /** Appends {@code x'…'}, or {@code NULL}. */
  public SqlBuffer appendHex(byte[] value) {
    if (value == null) {
      return append("NULL");
    }
    room(2 * value.length + 3);
    bytes[length++] = 'x';
    bytes[length++] = '\'';
    for (byte b : value) {
      bytes[length++] = HEX[(b >> 4) & 15];
      bytes[length++] = HEX[b & 15];
    }
    bytes[length++] = '\'';
    return this;
  }

  /** The text for {@link Session#sendWire}; later changes do not show in it. */
  public String toWire() {
    return Latin1Wire.sql(bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
  }
}
