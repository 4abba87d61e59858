package org.apache.kafka.common.network;

import dev.millrace.kafkalimit.AnswerBudget;
import dev.millrace.kafkalimit.ReadLimits;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ScatteringByteChannel;
import org.apache.kafka.common.memory.MemoryPool;

/**
 * A message of Kafka's protocol: four bytes that tell its size, then the message. This class stands
 * in place of the one of the same name in kafka-clients, which believes whatever size a peer tells,
 * and takes that much memory before a single byte of it has come: 352 MB where a port with TLS
 * answers a client without, 1.2 GB where a web server does. Kafka's clients have no setting for it.
 *
 * <p>Here no client takes a message larger than {@link ReadLimits#MAX_MESSAGE_BYTES}, and memory
 * beyond the first MiB is taken only as the bytes come, and out of {@link AnswerBudget}, which all
 * clients share.
 */
public class NetworkReceive implements Receive {
  public static final String UNKNOWN_SOURCE = "";
  public static final int UNLIMITED = -1;

  /** What the size is believed for; what Millrace's consumers ask for at once is mostly less. */
  private static final int FIRST_BYTES = 1 << 20;

  private static final int GROWTH = 4;

  /** Of one read: the JDK copies it through memory outside the heap, and keeps that by thread. */
  private static final int PIECE_BYTES = 256 << 10;

  private static final int SIZE_UNKNOWN = -1;

  private final String source;
  private final ByteBuffer size;
  private final int maxSize;
  private final MemoryPool memoryPool;
  private int announced = SIZE_UNKNOWN;
  private ByteBuffer buffer;
  private AnswerBudget.Share share;

  public NetworkReceive(String source, ByteBuffer buffer) {
    this(UNLIMITED, source);
    this.buffer = buffer;
  }

  public NetworkReceive(String source) {
    this(UNLIMITED, source);
  }

  public NetworkReceive(int maxSize, String source) {
    this(maxSize, source, MemoryPool.NONE);
  }

  /**
   * @param maxSize {@link #UNLIMITED} for every client
   */
  public NetworkReceive(int maxSize, String source, MemoryPool memoryPool) {
    this.source = source;
    this.size = ByteBuffer.allocate(Integer.BYTES);
    this.maxSize = maxSize;
    this.memoryPool = memoryPool;
  }

  public NetworkReceive() {
    this(UNKNOWN_SOURCE);
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public boolean complete() {
    return !size.hasRemaining() && buffer != null && buffer.position() == announced;
  }

  @Override
  public long readFrom(ScatteringByteChannel channel) throws IOException {
    long read = 0;
    if (size.hasRemaining()) {
      read += read(channel, size);
      if (!size.hasRemaining()) {
        announced = checked(size.getInt(0));
      }
    }
    if (buffer == null && announced != SIZE_UNKNOWN) {
      buffer = first();
    }
    while (buffer != null && !complete()) {
      if (!buffer.hasRemaining()) {
        grow();
      }
      int some = read(channel, buffer);
      read += some;
      if (some == 0) {
        break;
      }
    }
    if (share != null && complete()) {
      share.end();
    }
    return read;
  }

  private static int read(ScatteringByteChannel channel, ByteBuffer into) throws IOException {
    int limit = into.limit();
    into.limit(Math.min(limit, into.position() + PIECE_BYTES));
    int some = channel.read(into);
    into.limit(limit);
    if (some < 0) {
      throw new EOFException();
    }
    return some;
  }

  private int checked(int told) {
    if (maxSize == UNLIMITED) {
      ReadLimits.checkMessage(told);
    }
    if (told < 0 || maxSize != UNLIMITED && told > maxSize) {
      throw new InvalidReceiveException(
          "Invalid receive (size = " + told + ", at most " + maxSize + ")");
    }
    return told;
  }

  /** Null where the pool has no memory now. */
  private ByteBuffer first() {
    if (memoryPool != MemoryPool.NONE || maxSize != UNLIMITED) {
      return announced == 0 ? ByteBuffer.allocate(0) : memoryPool.tryAllocate(announced);
    }
    return ByteBuffer.allocate(Math.min(announced, FIRST_BYTES));
  }

  /** The next size; never beside more than half of the whole, for both are held while it grows. */
  private int next() {
    long bytes = (long) GROWTH * buffer.capacity();
    return bytes > announced / 2 ? announced : (int) bytes;
  }

  private void grow() {
    int bytes = next();
    int before = share == null ? 0 : buffer.capacity();
    if (share == null) {
      share = AnswerBudget.share(this);
    }
    if (!share.take(bytes)) {
      share.end();
      ReadLimits.noRoom(announced);
    }
    buffer = ByteBuffer.allocate(bytes).put(buffer.flip());
    share.give(before);
  }

  @Override
  public boolean requiredMemoryAmountKnown() {
    return announced != SIZE_UNKNOWN;
  }

  @Override
  public boolean memoryAllocated() {
    return buffer != null;
  }

  @Override
  public void close() throws IOException {
    if (share != null) {
      share.end();
    }
    if (buffer != null && buffer.capacity() > 0) {
      memoryPool.release(buffer);
      buffer = null;
    }
  }

  public ByteBuffer payload() {
    return buffer;
  }

  public int bytesRead() {
    return (buffer == null ? 0 : buffer.position()) + size.position();
  }

  /** Bytes of the whole, its size included. */
  public int size() {
    return payload().limit() + size.limit();
  }
}
