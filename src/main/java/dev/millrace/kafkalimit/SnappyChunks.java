package dev.millrace.kafkalimit;

import java.nio.ByteBuffer;

/**
 * Looks through a batch in Snappy's format before it is unpacked: the codec takes as much memory as
 * each chunk says it will have.
 */
final class SnappyChunks {
  private static final byte[] FRAMED = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
  private static final int VERSION_BYTES = 8;

  private SnappyChunks() {}

  /** Throws {@link TooLargeRecord}; whatever else is wrong with the batch the codec finds. */
  static void check(ByteBuffer batch, int limit) {
    if (!isFramed(batch)) {
      checkOne(batch, limit);
      return;
    }
    batch.position(batch.position() + FRAMED.length + VERSION_BYTES);
    while (batch.remaining() > Integer.BYTES) {
      int bytes = batch.getInt();
      if (bytes < 0 || bytes > limit) {
        throw new TooLargeRecord(bytes & 0xffffffffL);
      }
      checkOne(batch.duplicate(), limit);
      batch.position(batch.position() + Math.min(bytes, batch.remaining()));
    }
  }

  private static boolean isFramed(ByteBuffer batch) {
    return batch.remaining() >= FRAMED.length + VERSION_BYTES
        && batch.slice(batch.position(), FRAMED.length).equals(ByteBuffer.wrap(FRAMED));
  }

  /** The chunk begins with the size of what it unpacks to, seven bits a byte. */
  private static void checkOne(ByteBuffer chunk, int limit) {
    long size = 0;
    for (int shift = 0; chunk.hasRemaining() && shift < 35; shift += 7) {
      byte b = chunk.get();
      size |= (b & 0x7fL) << shift;
      if (b >= 0) {
        break;
      }
    }
    if (size > limit) {
      throw new TooLargeRecord(size);
    }
  }
}
