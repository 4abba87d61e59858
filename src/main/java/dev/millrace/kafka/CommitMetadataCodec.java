package dev.millrace.kafka;

import dev.millrace.model.LedgerRow;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The ledger of an at-least-once job: Kafka's committed offset is {@code nextOffset}, and the
 * counts ride along as the commit's metadata, so that they survive restarts without a table in the
 * destination. What was rounded is named only where something was, so that a process of an earlier
 * version reads the other commits.
 */
public final class CommitMetadataCodec {
  private static final Pattern FORM =
      Pattern.compile(
          "millrace1 start=(\\d+) written=(\\d+) nulled=(\\d+) quarantined=(\\d+) tombstones=(\\d+)"
              + " gaps=(\\d+)(?: rounded=(\\d+))?");

  private CommitMetadataCodec() {}

  public static OffsetAndMetadata toCommit(LedgerRow row) {
    return new OffsetAndMetadata(
        row.nextOffset(),
        "millrace1 start="
            + row.startOffset()
            + " written="
            + row.written()
            + " nulled="
            + row.nulledFields()
            + " quarantined="
            + row.quarantined()
            + " tombstones="
            + row.tombstones()
            + " gaps="
            + row.gaps()
            + (row.roundedFields() == 0 ? "" : " rounded=" + row.roundedFields()));
  }

  /** The row a commit tells; counts begin at zero where another client made the commit. */
  public static Optional<LedgerRow> fromCommit(TopicPartition partition, OffsetAndMetadata commit) {
    if (commit == null) {
      return Optional.empty();
    }
    long next = commit.offset();
    Matcher m = FORM.matcher(commit.metadata() == null ? "" : commit.metadata());
    LedgerRow row = LedgerRow.startingAt(partition.topic(), partition.partition(), next);
    if (m.matches()) {
      LedgerRow told =
          new LedgerRow(
              partition.topic(),
              partition.partition(),
              0,
              Long.parseLong(m.group(1)),
              next,
              Long.parseLong(m.group(2)),
              Long.parseLong(m.group(3)),
              m.group(7) == null ? 0 : Long.parseLong(m.group(7)),
              Long.parseLong(m.group(4)),
              Long.parseLong(m.group(5)),
              Long.parseLong(m.group(6)));
      // An offset that was moved by hand does not fit the counts any more.
      row = told.balanced() ? told : row;
    }
    return Optional.of(row);
  }
}
