package dev.millrace.lane;

import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.PolledRecords;
import dev.millrace.model.PartitionId;
import dev.millrace.model.Sample;
import java.nio.ByteBuffer;
import java.util.Map;

/** One sample, seen as what a poll brought. */
public final class SampleRecords implements PolledRecords {
  private final Sample sample;

  private SampleRecords(Sample sample) {
    this.sample = sample;
  }

  public static PolledPartition polled(Sample sample) {
    return new PolledPartition(
        new PartitionId(sample.topic(), sample.partition()),
        sample.offset(),
        sample.offset() + 1,
        new SampleRecords(sample));
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public long offset(int i) {
    return sample.offset();
  }

  @Override
  public long timestamp(int i) {
    return sample.timestamp();
  }

  @Override
  public byte[] valueArray(int i) {
    return sample.value();
  }

  @Override
  public int valueStart(int i) {
    return 0;
  }

  @Override
  public int valueEnd(int i) {
    return sample.value().length;
  }

  @Override
  public ByteBuffer key(int i) {
    return sample.key() == null ? null : ByteBuffer.wrap(sample.key());
  }

  @Override
  public byte[] header(int i, String name) {
    return sample.headers().get(name);
  }

  @Override
  public Map<String, byte[]> headers(int i) {
    return sample.headers();
  }
}
