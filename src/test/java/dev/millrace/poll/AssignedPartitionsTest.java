package dev.millrace.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.flow.PolledBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AssignedPartitionsTest {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);

  private final AssignedPartitions partitions = new AssignedPartitions(Map.of());

  private static ConsumerRecords<ByteBuffer, ByteBuffer> poll(long offset, long secondNext) {
    return new ConsumerRecords<>(
        Map.of(FIRST, List.of(new ConsumerRecord<>("t", 0, offset, null, null))),
        Map.of(
            FIRST, new OffsetAndMetadata(offset + 1), SECOND, new OffsetAndMetadata(secondNext)));
  }

  @Test
  void aPartitionThatOnlyWentOnIsPassedThoughAnotherHasRecords() {
    partitions.claimed(FIRST, 10);
    partitions.claimed(SECOND, 20);

    PolledBatch batch = partitions.take(poll(10, 23), new RecordBufferPool().lease());

    assertThat(batch.partitions())
        .extracting(p -> p.partition() + ":" + p.fromOffset() + "-" + p.toOffset())
        .containsExactly("0:10-11", "1:20-23");
  }

  @Test
  void recordsOfBeforeTheClaimAreDroppedAndNeverTakenForGaps() {
    partitions.claimed(FIRST, 11);
    partitions.claimed(SECOND, 20);

    assertThat(partitions.take(poll(10, 20), new RecordBufferPool().lease())).isNull();
  }
}
