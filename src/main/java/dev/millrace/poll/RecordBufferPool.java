package dev.millrace.poll;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory that polled records are copied into, used again when they are committed.
 *
 * <p>Why a copy: Kafka's client makes half a dozen objects for each record, or, where batches are
 * not compressed, lets one record hold a whole fetch response. Records wait for the database by the
 * ten thousand; what waits would be copied by each garbage collection. Copied here once, the
 * client's objects die young, and what waits takes the bytes it has.
 *
 * <p>Event loop only.
 */
final class RecordBufferPool {
  /** With the array's header within 1 MiB, the smallest region of the G1 collector. */
  static final int CHUNK_BYTES = (1 << 20) - 64;

  private final ArrayDeque<Chunk> free = new ArrayDeque<>();

  /** What is being filled; null while no record is here, so that a lane at rest keeps no memory. */
  private Chunk open;

  private boolean filledSince;
  private int unused;

  private static final class Chunk {
    private final byte[] bytes = new byte[CHUNK_BYTES];
    private int filled;
    private int leases;
  }

  /** The memory of one poll's records. */
  final class Lease {
    private final List<Chunk> chunks = new ArrayList<>();
    private byte[] array;
    private int start;

    private Lease() {}

    /** Copies them one behind the other; {@link #array} and {@link #start} say where to. */
    void copy(ByteBuffer first, ByteBuffer second) {
      int bytes = size(first) + size(second);
      if (bytes > CHUNK_BYTES / 4) {
        array = new byte[bytes];
        start = 0;
      } else {
        Chunk chunk = chunkWith(bytes);
        array = chunk.bytes;
        start = chunk.filled;
        chunk.filled += bytes;
      }
      put(first, start);
      put(second, start + size(first));
    }

    /** Where the last copy is. */
    byte[] array() {
      return array;
    }

    /** First byte of the last copy. */
    int start() {
      return start;
    }

    private Chunk chunkWith(int bytes) {
      if (open == null || open.filled + bytes > CHUNK_BYTES) {
        open = take();
      }
      filledSince = true;
      if (chunks.isEmpty() || chunks.get(chunks.size() - 1) != open) {
        chunks.add(open);
        open.leases++;
      }
      return open;
    }

    private void put(ByteBuffer from, int to) {
      if (from != null) {
        from.get(from.position(), array, to, from.remaining());
      }
    }

    /** These records are no longer read. To be called once. */
    void end() {
      for (Chunk chunk : chunks) {
        if (--chunk.leases == 0) {
          chunk.filled = 0;
          if (chunk != open) {
            free.push(chunk);
          }
        }
      }
      chunks.clear();
    }
  }

  private static int size(ByteBuffer buffer) {
    return buffer == null ? 0 : buffer.remaining();
  }

  Lease lease() {
    return new Lease();
  }

  private Chunk take() {
    Chunk chunk = free.isEmpty() ? new Chunk() : free.pop();
    unused = Math.min(unused, free.size());
    return chunk;
  }

  /** Lets go of half of what was not needed since the last call, and of the last when none was. */
  void trim() {
    if (open != null && open.leases == 0 && !filledSince) {
      open = null;
    }
    filledSince = false;
    for (int i = (unused + 1) / 2; i > 0; i--) {
      free.removeLast();
    }
    unused = free.size();
  }

  /** Bytes that wait to be used again, or further. */
  long freeBytes() {
    return (long) (free.size() + (open != null && open.leases == 0 ? 1 : 0)) * CHUNK_BYTES;
  }
}
