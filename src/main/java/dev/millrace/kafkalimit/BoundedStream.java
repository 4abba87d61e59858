package dev.millrace.kafkalimit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * A stream of entries that each begin with their size: the size is read, and judged, before the
 * entry is given on. One thread.
 */
abstract class BoundedStream extends InputStream {
  private final InputStream in;

  /** Bytes that are given before the stream goes on. */
  private final byte[] head = new byte[64];

  private int headAt;
  private int headEnd;

  /** Bytes of the entry, behind the head, that were not given yet. */
  private long left;

  BoundedStream(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the beginning of an entry by {@link #next} or {@link #nextVarint}, and tells by {@code
   * give} what is given on.
   *
   * @return false where there is no entry any more
   */
  abstract boolean begin() throws IOException;

  /** The next byte of the entry, kept for the head; -1 at the end. */
  final int next() throws IOException {
    int b = in.read();
    if (b >= 0) {
      head[headEnd++] = (byte) b;
    }
    return b;
  }

  final int mustNext() throws IOException {
    int b = next();
    if (b < 0) {
      throw new EOFException("the batch ends within a record");
    }
    return b;
  }

  /** After what {@link #next} kept comes the entry itself. */
  final void give(long bytes) {
    left = bytes;
  }

  /** Instead of what {@link #next} kept, and of the {@code bytes} behind it, this is given. */
  final void replace(byte[] entry, int length, long bytes) throws IOException {
    in.skipNBytes(bytes);
    System.arraycopy(entry, 0, head, 0, length);
    headEnd = length;
    left = 0;
  }

  private boolean atEnd() throws IOException {
    if (headAt < headEnd || left > 0) {
      return false;
    }
    headAt = 0;
    headEnd = 0;
    return !begin();
  }

  @Override
  public final int read() throws IOException {
    if (atEnd()) {
      return -1;
    }
    if (headAt < headEnd) {
      return head[headAt++] & 0xff;
    }
    int b = in.read();
    if (b >= 0) {
      left--;
    }
    return b;
  }

  @Override
  public final int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (atEnd()) {
      return -1;
    }
    if (headAt < headEnd) {
      int some = Math.min(length, headEnd - headAt);
      System.arraycopy(head, headAt, into, offset, some);
      headAt += some;
      return some;
    }
    int some = in.read(into, offset, (int) Math.min(length, left));
    if (some > 0) {
      left -= some;
    }
    return some;
  }

  @Override
  public final void close() throws IOException {
    in.close();
  }
}
