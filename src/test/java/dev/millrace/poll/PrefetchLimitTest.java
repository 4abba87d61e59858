package dev.millrace.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.Credits;
import dev.millrace.flow.PolledBatch;
import dev.millrace.flow.PolledPartition;
import dev.millrace.model.PartitionId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class PrefetchLimitTest {
  private static PolledBatch poll(int records, int bytes) {
    List<ConsumerRecord<ByteBuffer, ByteBuffer>> list =
        IntStream.range(0, records)
            .mapToObj(
                i ->
                    new ConsumerRecord<ByteBuffer, ByteBuffer>(
                        "t", 0, i, null, ByteBuffer.allocate(bytes)))
            .toList();
    CopiedRecords copied = new CopiedRecords(list, new RecordBufferPool().lease());
    return new PolledBatch(
        List.of(new PolledPartition(new PartitionId("t", 0), 0, records, copied)),
        copied.payloadBytes(),
        copied.bytes());
  }

  @Test
  void isThreeBatchesOfRecordsAsTheyCome() {
    PrefetchLimit prefetchLimit = new PrefetchLimit(10_000);

    prefetchLimit.learn(poll(100, 968));

    assertThat(prefetchLimit.bytes()).isEqualTo(3L * 10_000 * 1_000);
  }

  @Test
  void followsRecordsThatChangeTheirSize() {
    PrefetchLimit prefetchLimit = new PrefetchLimit(10_000);
    prefetchLimit.learn(poll(100, 968));

    for (int i = 0; i < 100; i++) {
      prefetchLimit.learn(poll(100, 1_968));
    }

    assertThat(prefetchLimit.bytes()).isCloseTo(60_000_000L, Percentage.withPercentage(1));
  }

  @Test
  void isNeverSoSmallThatEveryPollWouldPause() {
    PrefetchLimit prefetchLimit = new PrefetchLimit(1);

    prefetchLimit.learn(poll(10, 100));

    assertThat(prefetchLimit.bytes()).isEqualTo(4 << 20);
  }

  @Test
  void neverPassesWhatTheJobAllows() {
    Credits credits = new Credits(1_000);
    credits.suffice(5_000);
    credits.take(999);
    assertThat(credits.exhausted()).isFalse();

    credits.take(1);

    assertThat(credits.exhausted()).isTrue();
  }

  @Test
  void enoughIsLessThanTheJobAllows() {
    Credits credits = new Credits(1_000);
    credits.suffice(500);
    credits.take(500);

    assertThat(credits.exhausted()).isTrue();
  }
}
