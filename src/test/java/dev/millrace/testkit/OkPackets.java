package dev.millrace.testkit;

import io.vertx.core.buffer.Buffer;
import java.util.function.BiConsumer;

/**
 * Finds the OK packets in a server's answers on one connection. An answer that begins with a result
 * set is passed over, for its rows could look like anything. Event loop only.
 */
final class OkPackets {
  /** What a statement did, by the server's count. */
  record Ok(long affectedRows, int warnings) {}

  /** Enough for the part of an OK packet that is read. */
  private static final int HEAD_BYTES = 32;

  private final BiConsumer<Ok, Buffer> listener;
  private final int[] header = new int[4];
  private final byte[] head = new byte[HEAD_BYTES];
  private Buffer command = Buffer.buffer();
  private boolean answering;
  private boolean reading = true;
  private int headerBytes;
  private int payloadLeft;
  private int headLength;

  /**
   * @param listener is told of each OK packet and the bytes of the command it answers
   */
  OkPackets(BiConsumer<Ok, Buffer> listener) {
    this.listener = listener;
  }

  /** Bytes on their way to the server; what follows an answer begins a new command. */
  void command(Buffer bytes) {
    if (answering) {
      command = Buffer.buffer();
      answering = false;
      reading = true;
    }
    command.appendBuffer(bytes);
  }

  void answer(Buffer bytes) {
    answering = true;
    for (int i = 0; i < bytes.length(); ) {
      if (headerBytes < 4) {
        header[headerBytes++] = bytes.getUnsignedByte(i++);
        if (headerBytes == 4) {
          payloadLeft = header[0] | header[1] << 8 | header[2] << 16;
          headLength = 0;
        }
      } else {
        int step = Math.min(payloadLeft, bytes.length() - i);
        int kept = Math.min(step, HEAD_BYTES - headLength);
        bytes.getBytes(i, i + kept, head, headLength);
        headLength += kept;
        payloadLeft -= step;
        i += step;
      }
      if (headerBytes == 4 && payloadLeft == 0) {
        headerBytes = 0;
        packet();
      }
    }
  }

  private void packet() {
    reading = reading && headLength > 0 && head[0] == 0;
    if (reading) {
      int afterRows = 1 + lengthEncoded(1);
      int afterId = afterRows + lengthEncoded(afterRows);
      listener.accept(new Ok(number(1), little(afterId + 2, 2)), command);
    }
  }

  /** How many bytes a length-encoded integer takes. */
  private int lengthEncoded(int at) {
    return switch (head[at] & 0xFF) {
      case 0xFC -> 3;
      case 0xFD -> 4;
      case 0xFE -> 9;
      default -> 1;
    };
  }

  private long number(int at) {
    int bytes = lengthEncoded(at) - 1;
    return bytes == 0 ? head[at] & 0xFF : little(at + 1, Math.min(4, bytes));
  }

  private int little(int at, int bytes) {
    int value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = value << 8 | head[at + i] & 0xFF;
    }
    return value;
  }
}
