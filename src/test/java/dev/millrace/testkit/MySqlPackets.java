package dev.millrace.testkit;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.AtomicLong;

/** Finds where MySQL packets end in one direction of one connection. Event loop only. */
final class MySqlPackets {
  static final long NONE = Long.MAX_VALUE;

  private final int[] header = new int[4];
  private int headerBytes;
  private int payloadLeft;

  /**
   * Takes the next bytes of the stream and counts {@code left} down by the packets that end in
   * them.
   *
   * @param left packets still to come, {@link Long#MAX_VALUE} to count nothing
   * @return bytes up to and with the end of the packet that brought {@code left} to 0, or {@link
   *     #NONE}
   */
  long end(Buffer bytes, AtomicLong left) {
    long found = NONE;
    for (int i = 0; i < bytes.length(); ) {
      if (headerBytes < 4) {
        header[headerBytes++] = bytes.getUnsignedByte(i++);
        if (headerBytes < 4) {
          continue;
        }
        payloadLeft = header[0] | header[1] << 8 | header[2] << 16;
      } else {
        int step = Math.min(payloadLeft, bytes.length() - i);
        payloadLeft -= step;
        i += step;
      }
      if (payloadLeft == 0) {
        headerBytes = 0;
        if (left.get() != NONE && left.decrementAndGet() == 0) {
          found = i;
        }
      }
    }
    return found;
  }
}
