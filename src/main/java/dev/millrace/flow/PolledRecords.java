package dev.millrace.flow;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Records of one partition in offset order. Their memory is used again once the poll that brought
 * them is acknowledged: what is to be kept longer is copied. Indexes run from 0 to {@link
 * #count()}.
 */
public interface PolledRecords {
  int count();

  long offset(int i);

  /** Epoch milliseconds. */
  long timestamp(int i);

  /** Array that holds the message, or null for a tombstone. Not to be written to. */
  byte[] valueArray(int i);

  /** First byte of the message in {@link #valueArray}. */
  int valueStart(int i);

  /** End (exclusive) of the message in {@link #valueArray}. */
  int valueEnd(int i);

  /** A view of the key, or null. */
  ByteBuffer key(int i);

  /** Value of the last header of that name, or null. */
  byte[] header(int i, String name);

  /** Value of the last header of each name, which may be null. Made anew: not for the hot path. */
  Map<String, byte[]> headers(int i);
}
