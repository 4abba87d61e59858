package dev.millrace.coerce;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes decoded from base64; reused, do not keep.
 *
 * <p>Takes the standard and the URL-safe alphabet (RFC 4648, sections 4 and 5), with padding or
 * without, and skips line breaks, which MIME and MySQL's own {@code TO_BASE64} put in. Refuses
 * everything else, also wrong padding and bits set beyond the last byte: those would be lost.
 */
final class Base64Bytes {
  private static final int KEPT_BYTES = 1 << 16;
  private static final byte BAD = -1;
  private static final byte SKIP = -2;
  private static final byte PAD = -3;
  private static final byte[] VALUES = values();

  private byte[] bytes = new byte[64];
  private int length;

  byte[] array() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Decodes {@code [from, to)}; false when it is no base64, the content is then undefined. */
  boolean decode(byte[] b, int from, int to) {
    length = 0;
    int most = (to - from) / 4 * 3 + 3;
    if (most > bytes.length || bytes.length > KEPT_BYTES) {
      bytes = new byte[Math.max(64, most)];
    }
    int quantum = 0;
    int letters = 0;
    int pads = 0;
    for (int i = from; i < to; i++) {
      byte value = b[i] < 0 ? BAD : VALUES[b[i]];
      if (value == SKIP) {
        continue;
      }
      if (value == PAD) {
        pads++;
        continue;
      }
      if (value == BAD || pads > 0) {
        return false;
      }
      quantum = quantum << 6 | value;
      if (++letters % 4 == 0) {
        bytes[length++] = (byte) (quantum >> 16);
        bytes[length++] = (byte) (quantum >> 8);
        bytes[length++] = (byte) quantum;
        quantum = 0;
      }
    }
    return last(quantum, letters % 4, pads);
  }

  private boolean last(int quantum, int letters, int pads) {
    if (pads != 0 && pads != (4 - letters) % 4) {
      return false;
    }
    switch (letters) {
      case 0:
        return true;
      case 2:
        bytes[length++] = (byte) (quantum >> 4);
        return (quantum & 0xF) == 0;
      case 3:
        bytes[length++] = (byte) (quantum >> 10);
        bytes[length++] = (byte) (quantum >> 2);
        return (quantum & 0x3) == 0;
      default:
        return false;
    }
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, BAD);
    byte[] alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < alphabet.length; i++) {
      values[alphabet[i]] = (byte) i;
    }
    values['-'] = 62;
    values['_'] = 63;
    values['\n'] = SKIP;
    values['\r'] = SKIP;
    values['='] = PAD;
    return values;
  }
}
