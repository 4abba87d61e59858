package dev.millrace.kafkalimit;

import java.nio.ByteBuffer;
import org.apache.kafka.common.KafkaException;

/** A broker, or what stands in its place, announced a message that is too large to be taken. */
public final class RefusedMessage extends KafkaException {
  private static final long serialVersionUID = 1L;

  private final int bytes;
  private final boolean crowded;

  /**
   * @param crowded whether it could be taken, but for others that are being read
   */
  RefusedMessage(int bytes, boolean crowded) {
    super("a message of " + Integer.toUnsignedString(bytes) + " bytes was announced");
    this.bytes = bytes;
    this.crowded = crowded;
  }

  /** What answers, told by its first bytes; null where they could be a broker's. */
  public String peer() {
    return FirstBytes.name(ByteBuffer.allocate(Integer.BYTES).putInt(bytes).array());
  }

  public boolean crowded() {
    return crowded;
  }

  public int bytes() {
    return bytes;
  }
}
