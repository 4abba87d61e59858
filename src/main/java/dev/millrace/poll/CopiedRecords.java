package dev.millrace.poll;

import dev.millrace.flow.PolledRecords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Records of one partition in {@link RecordBufferPool}: readable until its lease ends. */
final class CopiedRecords implements PolledRecords {
  /** What one record costs beside its key and value: its place in each of the arrays below. */
  private static final int OVERHEAD_BYTES = 32;

  /** The same for one header beside its name and value: an entry of a map and two objects. */
  private static final int HEADER_BYTES = 100;

  private static final int NONE = -1;
  private final long[] offsets;
  private final long[] timestamps;
  private final byte[][] arrays;

  /** Where the key begins; the value follows it. */
  private final int[] starts;

  private final int[] keyLengths;
  private final int[] valueLengths;

  /** Null where no record has any. */
  private List<Map<String, byte[]>> headers;

  private long payloadBytes;
  private long headerBytes;

  CopiedRecords(
      List<ConsumerRecord<ByteBuffer, ByteBuffer>> records, RecordBufferPool.Lease memory) {
    int count = records.size();
    offsets = new long[count];
    timestamps = new long[count];
    arrays = new byte[count][];
    starts = new int[count];
    keyLengths = new int[count];
    valueLengths = new int[count];
    for (int i = 0; i < count; i++) {
      add(i, records.get(i), memory);
    }
  }

  private void add(
      int i, ConsumerRecord<ByteBuffer, ByteBuffer> record, RecordBufferPool.Lease memory) {
    offsets[i] = record.offset();
    timestamps[i] = record.timestamp();
    memory.copy(record.key(), record.value());
    arrays[i] = memory.array();
    starts[i] = memory.start();
    keyLengths[i] = record.key() == null ? NONE : record.key().remaining();
    valueLengths[i] = record.value() == null ? NONE : record.value().remaining();
    payloadBytes += Math.max(0, keyLengths[i]) + Math.max(0, valueLengths[i]);
    if (record.headers().toArray().length > 0) {
      if (headers == null) {
        headers = new ArrayList<>(Collections.nCopies(offsets.length, Map.of()));
      }
      headers.set(i, copy(record.headers()));
    }
  }

  /** Kafka's own headers would keep the record's buffer. */
  private Map<String, byte[]> copy(Headers given) {
    Map<String, byte[]> values = new LinkedHashMap<>();
    for (Header header : given) {
      byte[] value = header.value();
      values.put(header.key(), value);
      headerBytes += HEADER_BYTES + header.key().length() + (value == null ? 0 : value.length);
    }
    return values;
  }

  /** Bytes these records keep in memory, about. */
  long bytes() {
    return payloadBytes + headerBytes + (long) OVERHEAD_BYTES * offsets.length;
  }

  /** Size of keys and values. */
  long payloadBytes() {
    return payloadBytes;
  }

  @Override
  public int count() {
    return offsets.length;
  }

  @Override
  public long offset(int i) {
    return offsets[i];
  }

  @Override
  public long timestamp(int i) {
    return timestamps[i];
  }

  @Override
  public byte[] valueArray(int i) {
    return valueLengths[i] == NONE ? null : arrays[i];
  }

  @Override
  public int valueStart(int i) {
    return starts[i] + Math.max(0, keyLengths[i]);
  }

  @Override
  public int valueEnd(int i) {
    return valueStart(i) + valueLengths[i];
  }

  @Override
  public ByteBuffer key(int i) {
    return keyLengths[i] == NONE ? null : ByteBuffer.wrap(arrays[i], starts[i], keyLengths[i]);
  }

  @Override
  public byte[] header(int i, String name) {
    return headers == null ? null : headers.get(i).get(name);
  }

  @Override
  public Map<String, byte[]> headers(int i) {
    return headers == null ? Map.of() : Collections.unmodifiableMap(headers.get(i));
  }
}
