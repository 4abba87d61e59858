package dev.millrace.kafkalimit;

import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;

/** A record, or a part of a batch, that would take more memory than is allowed. */
public final class TooLargeRecord extends KafkaException {
  /** What one record may unpack to. */
  static final int MAX_BYTES = 32 << 20;

  private static final long serialVersionUID = 1L;

  /** The client tells the partition in its message only. */
  private static final Pattern PARTITION = Pattern.compile("next record from (\\S+)-([0-9]+)\\.");

  private final long bytes;

  TooLargeRecord(long bytes) {
    super("a record of " + bytes + " bytes, at most " + MAX_BYTES + " are taken");
    this.bytes = bytes;
  }

  /** The one that caused what Kafka's client threw, or null. */
  public static TooLargeRecord in(Throwable thrown) {
    Throwable cause = thrown;
    while (cause != null && !(cause instanceof TooLargeRecord)) {
      cause = cause.getCause();
    }
    return (TooLargeRecord) cause;
  }

  /** Of which partition it is, or null where that is not told. */
  public static TopicPartition partition(Throwable thrown) {
    if (thrown instanceof RecordDeserializationException one) {
      return one.topicPartition();
    }
    Matcher matcher = PARTITION.matcher(String.valueOf(thrown.getMessage()));
    return matcher.find()
        ? new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2)))
        : null;
  }

  /** Why the job stops before it; no policy can keep it, as it cannot be held in memory. */
  public JobError error(TopicPartition partition, long offset) {
    return new JobError(
        "malformed",
        RejectCode.TOO_LARGE.label(),
        "the record at offset %d of %s[%d] unpacks to %d bytes, and at most %d of one record are read; it cannot be kept in quarantine either: reset the job to a start.at behind the record"
            .formatted(offset, partition.topic(), partition.partition(), bytes, MAX_BYTES),
        partition.topic(),
        partition.partition(),
        offset,
        null,
        null,
        null);
  }
}
