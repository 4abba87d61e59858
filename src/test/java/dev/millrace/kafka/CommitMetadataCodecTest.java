package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.LedgerRow;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CommitMetadataCodecTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 3);
  private static final String EARLIER =
      "millrace1 start=100 written=5 nulled=2 quarantined=1 tombstones=3 gaps=1";

  @Test
  void whatWasCommittedIsReadBack() {
    LedgerRow row = new LedgerRow("t", 3, 0, 100, 110, 5, 2, 7, 1, 3, 1);

    assertThat(CommitMetadataCodec.fromCommit(PARTITION, CommitMetadataCodec.toCommit(row)))
        .contains(row);
  }

  @Test
  void theCommitOfAnEarlierVersionIsReadAndAnEarlierVersionReadsOurs() {
    LedgerRow row = new LedgerRow("t", 3, 0, 100, 110, 5, 2, 0, 1, 3, 1);

    assertThat(CommitMetadataCodec.fromCommit(PARTITION, new OffsetAndMetadata(110, EARLIER)))
        .contains(row);
    assertThat(CommitMetadataCodec.toCommit(row)).isEqualTo(new OffsetAndMetadata(110, EARLIER));
  }

  @Test
  void countsThatDoNotFitTheOffsetBeginAnew() {
    assertThat(CommitMetadataCodec.fromCommit(PARTITION, new OffsetAndMetadata(50, EARLIER)))
        .contains(LedgerRow.startingAt("t", 3, 50));
  }
}
