package dev.millrace.kafkalimit;

import java.io.IOException;
import java.io.InputStream;

/**
 * Records within a compressed one of the formats before Kafka 0.11: offset, size, record. The
 * client keeps all of a batch at once, so together they may have no more than one may.
 */
final class BoundedLegacyStream extends BoundedStream {
  private static final int OFFSET_BYTES = 8;

  private final long limit;
  private long total;

  BoundedLegacyStream(InputStream in, int limit) {
    super(in);
    this.limit = limit;
  }

  @Override
  boolean begin() throws IOException {
    if (next() < 0) {
      return false;
    }
    for (int i = 1; i < OFFSET_BYTES; i++) {
      mustNext();
    }
    int size = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      size = size << 8 | mustNext();
    }
    total += Math.max(0, size);
    if (total > limit) {
      throw new TooLargeRecord(total);
    }
    give(Math.max(0, size));
    return true;
  }
}
