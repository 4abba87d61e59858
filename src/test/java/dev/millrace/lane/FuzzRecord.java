package dev.millrace.lane;

import dev.millrace.flow.PolledPartition;
import dev.millrace.flow.PolledRecords;
import dev.millrace.model.PartitionId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** One record in the middle of an array of other bytes, as in a fetch response. */
final class FuzzRecord implements PolledRecords {
  private static final int AROUND = 11;

  private final byte[] bytes;
  private final int length;
  private final byte[] key;

  FuzzRecord(byte[] message, Random random) {
    bytes = new byte[message.length + 2 * AROUND];
    Arrays.fill(bytes, (byte) '}');
    System.arraycopy(message, 0, bytes, AROUND, message.length);
    length = message.length;
    key = random.nextInt(4) == 0 ? null : new byte[random.nextInt(6)];
    if (key != null) {
      random.nextBytes(key);
    }
  }

  PolledPartition polled() {
    return new PolledPartition(new PartitionId("fuzz", 3), 17, 18, this);
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public long offset(int i) {
    return 17;
  }

  @Override
  public long timestamp(int i) {
    return 1_700_000_000_123L;
  }

  @Override
  public byte[] valueArray(int i) {
    return bytes;
  }

  @Override
  public int valueStart(int i) {
    return AROUND;
  }

  @Override
  public int valueEnd(int i) {
    return AROUND + length;
  }

  @Override
  public ByteBuffer key(int i) {
    return key == null ? null : ByteBuffer.wrap(key);
  }

  @Override
  public byte[] header(int i, String name) {
    return key;
  }

  @Override
  public Map<String, byte[]> headers(int i) {
    return Map.of();
  }
}
