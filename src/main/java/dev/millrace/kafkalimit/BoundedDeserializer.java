package dev.millrace.kafkalimit;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * A deserializer of values that throws at a record that is too large, and at the one with which a
 * poll would have too many bytes. Kafka's client then gives what it has, stays before that record,
 * and offers it to the next poll again. Poll thread only.
 */
public final class BoundedDeserializer<T> implements Deserializer<T> {
  private static final PollIsFull FULL = new PollIsFull();

  private final Deserializer<T> whole;
  private final ReadLimits limits;

  private static final class PollIsFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PollIsFull() {
      super("the poll has enough bytes", null, false, false);
    }
  }

  public BoundedDeserializer(Deserializer<T> whole, ReadLimits limits) {
    this.whole = whole;
    this.limits = limits;
  }

  @Override
  public T deserialize(String topic, byte[] data) {
    return whole.deserialize(topic, data);
  }

  @Override
  public T deserialize(String topic, Headers headers, ByteBuffer data) {
    int tooLarge = BoundedRecordStream.bytesOfMark(data);
    if (tooLarge >= 0) {
      throw new TooLargeRecord(tooLarge);
    }
    if (limits.tooManyBytes(data.remaining(), headers.toArray().length)) {
      throw FULL;
    }
    return whole.deserialize(topic, headers, data);
  }
}
