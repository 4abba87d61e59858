package dev.millrace.poll;

import dev.millrace.flow.Stage;
import dev.millrace.kafkalimit.TooLargeRecord;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** What a {@link ClaimingConsumer} tells, always on the poll thread. */
interface ConsumerWatcher {
  /**
   * Claim these; they are held until {@link ClaimingConsumer#release} is called with the same
   * token.
   */
  void assigned(Set<TopicPartition> partitions, long token);

  /** The group has no partition for this consumer: it has more members than partitions. */
  void leftOut();

  /**
   * The next record to read of these is not in the topic any more; they are held. Claim them once
   * what was read of them is committed.
   */
  void outOfRange(Set<TopicPartition> partitions, long token);

  /** Give these up; count the latch down when nothing of them is on its way any more. */
  void revoking(Set<TopicPartition> partitions, CountDownLatch committed);

  /**
   * They are gone, taken by the group or given up at the end; what was read of them and is not
   * committed is fenced.
   */
  void gone(Set<TopicPartition> partitions);

  /** A stage of the lane is busy from now on, or no more; told at least when that changes. */
  void busy(Stage stage, boolean isBusy);

  /** All partitions were paused for so long because credits were used up; they flow again. */
  void paused(long nanos);

  /** Offsets passed without a record, when a poll brought no record at all. */
  void passed(Map<TopicPartition, OffsetAndMetadata> nextOffsets);

  /** The next record to read of this partition is too large to be read at all; it is held. */
  void tooLarge(TopicPartition partition, long offset, TooLargeRecord record);

  /** A poll or a commit failed; polling goes on. */
  void failed(Throwable cause);

  /** A poll went well again. */
  void recovered();

  /** Newest committed offsets of these, for the group; may be empty. */
  Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions);
}
