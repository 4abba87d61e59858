package dev.millrace.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /**
   * Index of the first byte that belongs to no valid sequence, or -1 where all of {@code [from,
   * to)} is UTF-8.
   */
  static int firstInvalid(byte[] bytes, int from, int to) {
    int i = from;
    while (true) {
      while (i + 8 <= to && ((long) LONG.get(bytes, i) & NOT_ASCII) == 0) {
        i += 8;
      }
      int next = i;
      while (next < to && bytes[next] >= 0) {
        next++;
      }
      if (next == to) {
        return -1;
      }
      i = next;
      int length = sequence(bytes, i, to);
      if (length == 0) {
        return i;
      }
      i += length;
    }
  }

  /** Length of the sequence of two to four bytes at {@code i}, or 0 where there is no valid one. */
  private static int sequence(byte[] bytes, int i, int to) {
    int lead = bytes[i] & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return 0;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + length > to) {
      return 0;
    }
    int second = bytes[i + 1] & 0xFF;
    int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int k = 2; k < length; k++) {
      if ((bytes[i + k] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
