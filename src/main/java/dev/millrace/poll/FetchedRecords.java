package dev.millrace.poll;

import dev.millrace.flow.PolledRecords;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Records of one partition as Kafka's consumer returned them, seen through {@link PolledRecords};
 * no copy.
 */
final class FetchedRecords implements PolledRecords {
  /** What one record costs beside its key and value: the client's objects that describe it. */
  private static final int OVERHEAD_BYTES = 160;

  private final List<ConsumerRecord<ByteBuffer, ByteBuffer>> records;

  FetchedRecords(List<ConsumerRecord<ByteBuffer, ByteBuffer>> records) {
    this.records = records;
  }

  /** Bytes these records keep in memory, about. */
  long bytes() {
    long bytes = 0;
    for (int i = 0; i < records.size(); i++) {
      ConsumerRecord<ByteBuffer, ByteBuffer> record = records.get(i);
      bytes +=
          OVERHEAD_BYTES
              + Math.max(0, record.serializedKeySize())
              + Math.max(0, record.serializedValueSize());
    }
    return bytes;
  }

  @Override
  public int count() {
    return records.size();
  }

  @Override
  public long offset(int i) {
    return records.get(i).offset();
  }

  @Override
  public long timestamp(int i) {
    return records.get(i).timestamp();
  }

  @Override
  public byte[] valueArray(int i) {
    ByteBuffer value = records.get(i).value();
    return value == null ? null : value.array();
  }

  @Override
  public int valueStart(int i) {
    ByteBuffer value = records.get(i).value();
    return value.arrayOffset() + value.position();
  }

  @Override
  public int valueEnd(int i) {
    ByteBuffer value = records.get(i).value();
    return value.arrayOffset() + value.limit();
  }

  @Override
  public ByteBuffer key(int i) {
    ByteBuffer key = records.get(i).key();
    return key == null ? null : key.duplicate();
  }

  @Override
  public byte[] header(int i, String name) {
    Header header = records.get(i).headers().lastHeader(name);
    return header == null ? null : header.value();
  }

  @Override
  public Map<String, byte[]> headers(int i) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    for (Header header : records.get(i).headers()) {
      headers.put(header.key(), header.value());
    }
    return headers;
  }
}
