package dev.millrace.mysqlwire;

import io.netty.buffer.ByteBuf;
import java.util.Set;

/**
 * Walks over the values of a row as the text protocol sends them, without reading them: each must
 * lie within its row, and what is a number or a time must be short, for the driver makes room for
 * the announced length and calculates with as many digits as it gets. A row may come in several
 * packets. Event loop only.
 */
final class RowCells {
  /** The longest DECIMAL has 67 characters. */
  private static final int LONGEST_NUMBER = 128;

  /** NUMERIC and temporal types, NULL and BIT. */
  private static final Set<Integer> SHORT =
      Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 18, 19, 246);

  /** Strings and blobs, ENUM and SET. No JSON, no geometry: the driver builds trees of them. */
  private static final Set<Integer> LONG = Set.of(15, 247, 248, 249, 250, 251, 252, 253, 254);

  private boolean[] isShort = {};
  private int known;
  private int cell;

  /** Bytes of the present value that are still to come. */
  private long left;

  /** Bytes of its length that are still to come, and what of it is there. */
  private int lengthLeft;

  private long length;
  private int shift;

  void columns(int count) {
    isShort = new boolean[count];
    known = 0;
  }

  /** The next column's type; false where the engine asks for none such. */
  boolean type(int type) {
    isShort[known++] = SHORT.contains(type);
    return SHORT.contains(type) || LONG.contains(type);
  }

  /** A new row. */
  void begin() {
    cell = 0;
    left = 0;
    lengthLeft = 0;
  }

  /**
   * @param last whether this is the row's last packet
   * @return false where the values do not fit
   */
  boolean read(ByteBuf packet, int from, int bytes, boolean last) {
    int at = from;
    int end = from + bytes;
    while (at < end) {
      if (left > 0) {
        int step = (int) Math.min(left, end - at);
        left -= step;
        at += step;
      } else if (lengthLeft > 0) {
        length |= (long) packet.getUnsignedByte(at++) << shift;
        shift += 8;
        if (--lengthLeft == 0 && !value(length)) {
          return false;
        }
      } else if (cell == isShort.length || !beginValue(packet.getUnsignedByte(at++))) {
        return false;
      }
      if (last && left > end - at) {
        return false;
      }
    }
    return !last || (cell == isShort.length && left == 0 && lengthLeft == 0);
  }

  private boolean beginValue(int first) {
    length = 0;
    shift = 0;
    switch (first) {
      case 0xFB -> cell++;
      case 0xFC -> lengthLeft = 2;
      case 0xFD -> lengthLeft = 3;
      case 0xFE -> lengthLeft = 8;
      default -> {
        return first != 0xFF && value(first);
      }
    }
    return true;
  }

  private boolean value(long announced) {
    boolean fits = announced >= 0 && (!isShort[cell] || announced <= LONGEST_NUMBER);
    left = announced;
    cell++;
    return fits;
  }
}
