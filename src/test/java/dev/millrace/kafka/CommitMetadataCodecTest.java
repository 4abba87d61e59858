package dev.millrace.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class CommitMetadataCodecTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 3);
  private static final String EARLIER =
      "millrace1 start=100 written=5 nulled=2 quarantined=1 tombstones=3 gaps=1";

  @Test
  void whatWasCommittedIsReadBack() {
    LedgerRow row =
        new LedgerRow(
            "t",
            3,
            0,
            100,
            110,
            Counts.of(Count.WRITTEN, 5)
                .with(Count.NULLED_FIELDS, 2)
                .with(Count.ROUNDED_FIELDS, 7)
                .with(Count.QUARANTINED, 1)
                .with(Count.TOMBSTONES, 3)
                .with(Count.GAPS, 1));

    assertThat(CommitMetadataCodec.fromCommit(PARTITION, CommitMetadataCodec.toCommit(row)))
        .contains(row);
  }

  @Test
  void theCommitOfAnEarlierVersionIsReadAndAnEarlierVersionReadsOurs() {
    LedgerRow row =
        new LedgerRow(
            "t",
            3,
            0,
            100,
            110,
            Counts.of(Count.WRITTEN, 5)
                .with(Count.NULLED_FIELDS, 2)
                .with(Count.QUARANTINED, 1)
                .with(Count.TOMBSTONES, 3)
                .with(Count.GAPS, 1));

    assertThat(CommitMetadataCodec.fromCommit(PARTITION, new OffsetAndMetadata(110, EARLIER)))
        .contains(row);
    assertThat(CommitMetadataCodec.toCommit(row)).isEqualTo(new OffsetAndMetadata(110, EARLIER));
  }

  @Test
  void countsOfLaterVersionsAreToldWhereThereIsSomething() {
    LedgerRow row =
        new LedgerRow(
            "t",
            3,
            0,
            100,
            110,
            Counts.of(Count.WRITTEN, 5).with(Count.FILTERED, 4).with(Count.DELETED, 1));

    assertThat(CommitMetadataCodec.toCommit(row).metadata())
        .isEqualTo(
            "millrace1 start=100 written=5 nulled=0 quarantined=0 tombstones=0 gaps=0 deleted=1"
                + " filtered=4");
    assertThat(CommitMetadataCodec.fromCommit(PARTITION, CommitMetadataCodec.toCommit(row)))
        .contains(row);
  }

  @Test
  void countsThatDoNotFitTheOffsetBeginAnew() {
    assertThat(CommitMetadataCodec.fromCommit(PARTITION, new OffsetAndMetadata(50, EARLIER)))
        .contains(LedgerRow.startingAt(new PartitionId("t", 3), 50));
  }
}
