package dev.millrace.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Measures pieces of JSON text (RFC 8259) in valid UTF-8; every method stays within {@code [p,
 * end)}.
 */
final class JsonText {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;

  private JsonText() {}

  /** Index of the first byte that is no blank, or {@code end}. */
  static int endOfBlanks(byte[] in, int p, int end) {
    // In most messages there is none: one compare, and little to be inlined in many places.
    return p < end && in[p] > ' ' ? p : endOfSomeBlanks(in, p, end);
  }

  private static int endOfSomeBlanks(byte[] in, int p, int end) {
    while (p < end) {
      byte c = in[p];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return p;
      }
      p++;
    }
    return end;
  }

  /**
   * Index of the first byte that ends the plain part of a string: a quote, a backslash or a control
   * character; or {@code end}. Looks at 8 bytes a step: subtracting from each byte sets its high
   * bit where it was below the subtrahend, and the lowest bit set this way is exact.
   */
  static int endOfPlain(byte[] in, int p, int end) {
    while (p + 8 <= end) {
      long word = (long) LONG.get(in, p);
      long quote = word ^ ONES * '"';
      long backslash = word ^ ONES * '\\';
      long found =
          ((quote - ONES) & ~quote | (backslash - ONES) & ~backslash | (word - ONES * ' ') & ~word)
              & HIGHS;
      if (found != 0) {
        return p + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      p += 8;
    }
    while (p < end && in[p] != '"' && in[p] != '\\' && (in[p] < 0 || in[p] >= ' ')) {
      p++;
    }
    return p;
  }

  /** Whether this ASCII text stands at {@code p}. */
  static boolean isAt(byte[] in, int p, int end, String text) {
    if (p + text.length() > end) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (in[p + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Index after the escape at {@code p}, or -1 where no valid one stands there. */
  static int endOfEscape(byte[] in, int p, int end) {
    if (in[p] != '\\' || p + 2 > end) {
      return -1;
    }
    switch (in[p + 1]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
        return p + 2;
      case 'u':
        if (p + 6 > end) {
          return -1;
        }
        for (int i = p + 2; i < p + 6; i++) {
          if (!isHex(in[i])) {
            return -1;
          }
        }
        return p + 6;
      default:
        return -1;
    }
  }

  /** Index after the number literal at {@code p}, or -1 where no valid one stands there. */
  static int endOfNumber(byte[] in, int p, int end) {
    int i = p < end && in[p] == '-' ? p + 1 : p;
    int digits = endOfDigits(in, i, end);
    if (digits == i || (in[i] == '0' && digits > i + 1)) {
      return -1;
    }
    i = digits;
    if (i < end && in[i] == '.') {
      digits = endOfDigits(in, i + 1, end);
      if (digits == i + 1) {
        return -1;
      }
      i = digits;
    }
    if (i < end && (in[i] == 'e' || in[i] == 'E')) {
      int exponent = i + 1 < end && (in[i + 1] == '+' || in[i + 1] == '-') ? i + 2 : i + 1;
      i = endOfDigits(in, exponent, end);
      if (i == exponent) {
        return -1;
      }
    }
    return i;
  }

  private static int endOfDigits(byte[] in, int p, int end) {
    while (p < end && in[p] >= '0' && in[p] <= '9') {
      p++;
    }
    return p;
  }

  private static boolean isHex(byte c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }
}
