package dev.millrace.kafkalimit;

import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.network.InvalidReceiveException;
import org.apache.kafka.common.record.RecordBatch;

/**
 * What Millrace's Kafka clients take from a broker at most, for a size must be bounded before it is
 * believed. Kafka's own classes that believe it, {@code NetworkReceive} and {@code Compression},
 * are replaced in this project; they ask here.
 *
 * <p>One object belongs to one client. Its threads are those that called {@link #enter}, and those
 * they started since. Any thread.
 */
public final class ReadLimits {
  /** Of one answer: as brokers have it for requests, less where the heap is small. */
  public static final int MAX_MESSAGE_BYTES =
      (int) Math.min(100L << 20, Runtime.getRuntime().maxMemory() / 4);

  /** Of the records of one poll together, if there are several. */
  static final int MAX_POLL_BYTES = 16 << 20;

  /** About, of one parsed header beside its bytes. */
  private static final int HEADER_BYTES = 130;

  private static final ThreadLocal<ReadLimits> OF_THREAD = new InheritableThreadLocal<>();

  private volatile RefusedMessage refusedMessage;
  private long polledBytes;

  /** From now on this thread, and those it starts, work for this client. */
  public void enter() {
    OF_THREAD.set(this);
  }

  /** This thread works for no client any more. */
  public static void leave() {
    OF_THREAD.remove();
  }

  /** Whether this thread works for a client of Millrace's. */
  public static boolean apply() {
    return OF_THREAD.get() != null;
  }

  /** Throws where a peer announces a message that is too large, and remembers it. */
  public static void checkMessage(int bytes) {
    if (bytes >= 0 && bytes <= MAX_MESSAGE_BYTES) {
      return;
    }
    refuse(new RefusedMessage(bytes, false));
    throw new InvalidReceiveException(
        "a message of " + bytes + " bytes was announced, at most " + MAX_MESSAGE_BYTES);
  }

  /** Throws because other messages that are being read leave no room for this one. */
  public static void noRoom(int bytes) {
    refuse(new RefusedMessage(bytes, true));
    throw new InvalidReceiveException(
        "a message of " + bytes + " bytes has no room beside the others that are being read");
  }

  private static void refuse(RefusedMessage message) {
    ReadLimits limits = OF_THREAD.get();
    if (limits != null) {
      limits.refusedMessage = message;
    }
  }

  /** What {@link #throwIfRefused} would throw, or else what is given. */
  public Throwable refusedOr(Throwable otherwise) {
    try {
      throwIfRefused();
    } catch (RefusedMessage e) {
      return e;
    }
    return otherwise;
  }

  /**
   * Throws where a message was refused since the last call: the client itself only sees that the
   * connection ended, and connects again.
   */
  public void throwIfRefused() {
    RefusedMessage refused = refusedMessage;
    if (refused != null) {
      refusedMessage = null;
      throw refused;
    }
  }

  /** Before each poll. */
  public void pollBegins() {
    polledBytes = 0;
  }

  /**
   * Called for each record that a poll gives.
   *
   * @return whether it is one too many; Kafka's client keeps it for the next poll when the
   *     deserializer throws
   */
  boolean tooManyBytes(int valueBytes, int headers) {
    long before = polledBytes;
    polledBytes += valueBytes + (long) HEADER_BYTES * headers;
    return before > 0 && polledBytes > MAX_POLL_BYTES;
  }

  /** The records of a batch as they are unpacked; the larger ones are replaced by a mark. */
  public static InputStream bound(InputStream unpacked, byte magic) {
    return magic >= RecordBatch.MAGIC_VALUE_V2
        ? new BoundedRecordStream(unpacked, TooLargeRecord.MAX_BYTES)
        : new BoundedLegacyStream(unpacked, TooLargeRecord.MAX_BYTES);
  }

  /** Throws {@link TooLargeRecord} where a chunk would unpack to more than a record may have. */
  public static void checkSnappy(ByteBuffer batch) {
    SnappyChunks.check(batch.duplicate(), TooLargeRecord.MAX_BYTES);
  }
}
