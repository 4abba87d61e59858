package dev.millrace.kafkalimit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Records of the format that Kafka has since 0.11. One that is larger than the limit is replaced by
 * a small one at the same offset whose value is a mark: it can be passed over like any other, and
 * whoever reads it finds out by {@code TooLargeRecord.isMark}.
 */
final class BoundedRecordStream extends BoundedStream {
  private static final int MAX_VARINT_BYTES = 5;
  private static final int MAX_VARLONG_BYTES = 10;

  /** Random, so that no record from outside of this process can look like a mark. */
  private static final byte[] MARK = new byte[16];

  static {
    new SecureRandom().nextBytes(MARK);
  }

  private final int limit;

  BoundedRecordStream(InputStream in, int limit) {
    super(in);
    this.limit = limit;
  }

  /** The record's true size where a value is a mark, else -1. */
  static int bytesOfMark(ByteBuffer value) {
    int from = value.position();
    if (value.remaining() != MARK.length + Integer.BYTES) {
      return -1;
    }
    for (int i = 0; i < MARK.length; i++) {
      if (value.get(from + i) != MARK[i]) {
        return -1;
      }
    }
    return value.getInt(from + MARK.length);
  }

  @Override
  boolean begin() throws IOException {
    int first = next();
    if (first < 0) {
      return false;
    }
    int size = first & 0x7f;
    for (int shift = 7, b = first; (b & 0x80) != 0; shift += 7) {
      if (shift >= 7 * MAX_VARINT_BYTES) {
        throw new IOException("a record's size is not a number");
      }
      b = mustNext();
      size |= (b & 0x7f) << shift;
    }
    int bytes = (size >>> 1) ^ -(size & 1);
    if (bytes < 0) {
      throw new IOException("a record of " + bytes + " bytes");
    }
    if (bytes <= limit) {
      give(bytes);
    } else {
      replaceByMark(bytes);
    }
    return true;
  }

  private void replaceByMark(int bytes) throws IOException {
    ByteBuffer body = ByteBuffer.allocate(60);
    body.put((byte) mustNext()); // attributes
    copyVarint(body, MAX_VARLONG_BYTES); // of the timestamp
    copyVarint(body, MAX_VARINT_BYTES); // of the offset
    int read = body.position();
    body.put((byte) 1); // no key
    body.put((byte) (2 * (MARK.length + Integer.BYTES)));
    body.put(MARK).putInt(bytes);
    body.put((byte) 0); // no headers
    byte[] entry = new byte[1 + body.position()];
    entry[0] = (byte) (2 * body.position());
    body.flip().get(entry, 1, entry.length - 1);
    replace(entry, entry.length, bytes - read);
  }

  private void copyVarint(ByteBuffer to, int most) throws IOException {
    int b = 0x80;
    for (int i = 0; (b & 0x80) != 0; i++) {
      if (i == most) {
        throw new IOException("a record's place is not a number");
      }
      b = mustNext();
      to.put((byte) b);
    }
  }
}
