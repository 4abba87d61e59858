package dev.millrace.kafkalimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.kafka.BrokerErrors;
import dev.millrace.testkit.Eventually;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ScatteringByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.network.InvalidReceiveException;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadLimitsTest {
  private final ReadLimits limits = new ReadLimits();

  @BeforeEach
  void enter() {
    limits.enter();
  }

  @AfterEach
  void leave() {
    ReadLimits.leave();
  }

  /**
   * Gives so many bytes at each read, of an endless stream after the head, or of one that stalls.
   */
  private static class Peer implements ScatteringByteChannel {
    private final ByteBuffer head;
    private final int atOnce;
    private final int most;
    private long given;

    Peer(int size, int atOnce) {
      this(size, atOnce, Integer.MAX_VALUE);
    }

    Peer(int size, int atOnce, int most) {
      this.head = ByteBuffer.allocate(4).putInt(size).flip();
      this.atOnce = atOnce;
      this.most = most;
    }

    @Override
    public int read(ByteBuffer into) {
      int bytes = Math.min(into.remaining(), head.hasRemaining() ? head.remaining() : atOnce);
      bytes = (int) Math.min(bytes, head.hasRemaining() ? bytes : most - given);
      for (int i = 0; i < bytes; i++) {
        into.put(head.hasRemaining() ? head.get() : (byte) (given++ % 100));
      }
      return bytes;
    }

    @Override
    public long read(ByteBuffer[] into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static NetworkReceive receive() {
    return new NetworkReceive(NetworkReceive.UNLIMITED, "1", MemoryPool.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x15030300, 0x48545450, Integer.MAX_VALUE, -1, Integer.MIN_VALUE})
  void aSizeIsBoundedBeforeMemoryIsTakenForIt(int size) {
    for (NetworkReceive receive : List.of(receive(), new NetworkReceive("1"))) {
      assertThatThrownBy(() -> receive.readFrom(new Peer(size, 0)))
          .isInstanceOf(InvalidReceiveException.class);
      assertThat(receive.memoryAllocated()).isFalse();
      assertThatThrownBy(limits::throwIfRefused).isInstanceOf(RefusedMessage.class);
      limits.throwIfRefused();
    }
  }

  @Test
  void theLargestMessageFindsRoomWhenItIsAlone() throws IOException {
    long before = AnswerBudget.taken();
    NetworkReceive largest = receive();
    Peer peer = new Peer(ReadLimits.MAX_MESSAGE_BYTES, 1 << 20);
    while (!largest.complete()) {
      largest.readFrom(peer);
    }

    assertThat(largest.payload().limit()).isEqualTo(ReadLimits.MAX_MESSAGE_BYTES);
    assertThat(AnswerBudget.taken()).isEqualTo(before);
  }

  /** What a hostile broker sends to every connection of every lane. */
  @Test
  void manyLargeMessagesTogetherAreBoundedAndSmallOnesFindRoom() throws IOException {
    long before = AnswerBudget.taken();
    List<NetworkReceive> large = new ArrayList<>();
    boolean refused = false;
    for (int i = 0; i < 20; i++) {
      NetworkReceive receive = receive();
      large.add(receive);
      try {
        receive.readFrom(new Peer(ReadLimits.MAX_MESSAGE_BYTES, 1 << 20, 20 << 20));
      } catch (InvalidReceiveException e) {
        refused = true;
        assertThatThrownBy(limits::throwIfRefused)
            .isInstanceOfSatisfying(
                RefusedMessage.class,
                e2 ->
                    assertThat(BrokerErrors.sort(e2, "b:9092", "t").error().code())
                        .isEqualTo("no-room"));
      }
      assertThat(AnswerBudget.taken()).isLessThanOrEqualTo(AnswerBudget.BYTES);
    }
    assertThat(refused).isTrue();
    NetworkReceive small = receive();
    Peer peer = new Peer(1 << 20, 1 << 20);
    while (!small.complete()) {
      small.readFrom(peer);
    }

    for (NetworkReceive receive : large) {
      receive.close();
    }
    assertThat(AnswerBudget.taken()).isEqualTo(before);
  }

  /**
   * What the JDK keeps of a read outside the heap, by thread, is as large as the buffer read into.
   */
  @Test
  void aReadAsksForAPieceOnly() throws IOException {
    List<Integer> asked = new ArrayList<>();
    Peer peer =
        new Peer(8 << 20, Integer.MAX_VALUE) {
          @Override
          public int read(ByteBuffer into) {
            asked.add(into.remaining());
            return super.read(into);
          }
        };
    NetworkReceive receive = receive();
    while (!receive.complete()) {
      receive.readFrom(peer);
    }

    assertThat(asked).allMatch(bytes -> bytes <= 256 << 10);
    assertThat(receive.payload().limit()).isEqualTo(8 << 20);
  }

  @Test
  void aMessageThatHasComeOrIsForgottenTakesNoRoom() throws IOException {
    long before = AnswerBudget.taken();
    NetworkReceive whole = receive();
    Peer peer = new Peer(5 << 20, 5 << 20);
    while (!whole.complete()) {
      whole.readFrom(peer);
    }
    assertThat(AnswerBudget.taken()).isEqualTo(before);
    forgotten();
    assertThat(AnswerBudget.taken()).isGreaterThan(before);

    Eventually.until(
        "the room is given back",
        Duration.ofSeconds(20),
        () -> {
          System.gc();
          return AnswerBudget.taken() == before;
        });
  }

  private static void forgotten() throws IOException {
    receive().readFrom(new Peer(5 << 20, 1 << 20, 3 << 20));
  }

  @Test
  void memoryIsTakenAsTheBytesCome() throws IOException {
    int size = 40 << 20;
    NetworkReceive receive = receive();
    Peer silent = new Peer(size, 0);
    receive.readFrom(silent);
    assertThat(receive.payload().capacity()).isLessThanOrEqualTo(1 << 20);

    Peer peer = new Peer(size, 1 << 20);
    NetworkReceive whole = receive();
    while (!whole.complete()) {
      whole.readFrom(peer);
    }
    ByteBuffer payload = whole.payload().rewind();
    assertThat(payload.remaining()).isEqualTo(size);
    for (int i = 0; i < size; i += 9_973) {
      assertThat(payload.get(i)).isEqualTo((byte) (i % 100));
    }
  }

  @Test
  void anEmptyMessageIsComplete() throws IOException {
    NetworkReceive receive = receive();
    receive.readFrom(new Peer(0, 0));
    assertThat(receive.complete()).isTrue();
    assertThat(receive.payload().remaining()).isZero();
  }

  private static RecordBatch batch(byte magic, CompressionType type, int... sizes) {
    List<SimpleRecord> records = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      records.add(new SimpleRecord(1_000L + i, ("k" + i).getBytes(), new byte[sizes[i]]));
    }
    return MemoryRecords.withRecords(
            magic,
            100,
            Compression.of(type).build(),
            org.apache.kafka.common.record.TimestampType.CREATE_TIME,
            records.toArray(SimpleRecord[]::new))
        .batches()
        .iterator()
        .next();
  }

  @ParameterizedTest
  @EnumSource(value = CompressionType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aLargerRecordIsReplacedByAMarkAtItsOffset(CompressionType type) {
    int huge = TooLargeRecord.MAX_BYTES + 1;
    RecordBatch batch = batch(RecordBatch.MAGIC_VALUE_V2, type, 10, huge, 20, 0);
    List<String> found = new ArrayList<>();
    try (CloseableIterator<Record> records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
      while (records.hasNext()) {
        Record record = records.next();
        int bytes = BoundedRecordStream.bytesOfMark(record.value());
        found.add(
            record.offset()
                + " "
                + record.timestamp()
                + " "
                + (bytes > huge ? "mark" : "" + record.valueSize()));
      }
    }
    assertThat(found).containsExactly("100 1000 10", "101 1001 mark", "102 1002 20", "103 1003 0");
  }

  @ParameterizedTest
  @EnumSource(
      value = CompressionType.class,
      names = {"GZIP", "SNAPPY", "LZ4"})
  void anOldBatchIsRefusedWhole(CompressionType type) {
    assertThat(count(batch(RecordBatch.MAGIC_VALUE_V1, type, 10, 20, 30))).isEqualTo(3);
    int half = TooLargeRecord.MAX_BYTES / 2 + 1;
    assertThatThrownBy(() -> count(batch(RecordBatch.MAGIC_VALUE_V1, type, half, half)))
        .satisfies(e -> assertThat(TooLargeRecord.in(e)).isNotNull());
  }

  private static int count(RecordBatch batch) {
    int count = 0;
    try (CloseableIterator<Record> records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
      while (records.hasNext()) {
        records.next();
        count++;
      }
    }
    return count;
  }

  @Test
  void aSnappyChunkThatPromisesTooMuchIsNotUnpacked() {
    byte[] promise = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    assertThatThrownBy(() -> ReadLimits.checkSnappy(ByteBuffer.wrap(promise)))
        .isInstanceOf(TooLargeRecord.class);
    ByteBuffer framed = ByteBuffer.allocate(40);
    framed.put(new byte[] {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1});
    framed.putInt(promise.length).put(promise).flip();
    assertThatThrownBy(() -> ReadLimits.checkSnappy(framed)).isInstanceOf(TooLargeRecord.class);
    framed.putInt(16, Integer.MAX_VALUE);
    assertThatThrownBy(() -> ReadLimits.checkSnappy(framed)).isInstanceOf(TooLargeRecord.class);
  }

  @Test
  void othersThanOurClientsUnpackAsKafkaDoes() {
    ReadLimits.leave();
    assertThat(Compression.of(CompressionType.ZSTD).build().getClass().getSimpleName())
        .isEqualTo("ZstdCompression");
  }

  @Test
  void aStreamThatEndsWithinARecordIsNoRecord() {
    var cut = new BoundedRecordStream(new ByteArrayInputStream(new byte[] {(byte) 0x80}), 10);
    assertThatThrownBy(cut::read).isInstanceOf(IOException.class);
  }

  @Test
  void aPollHasABoundedNumberOfBytesAndAtLeastOneRecord() {
    limits.pollBegins();
    assertThat(limits.tooManyBytes(ReadLimits.MAX_POLL_BYTES + 1, 0)).isFalse();
    assertThat(limits.tooManyBytes(1, 0)).isTrue();
    limits.pollBegins();
    assertThat(limits.tooManyBytes(1, 0)).isFalse();
    assertThat(limits.tooManyBytes(1, ReadLimits.MAX_POLL_BYTES / 100)).isTrue();
  }
}
