package dev.millrace.kafka;

import dev.millrace.model.Count;
import dev.millrace.model.Counts;
import dev.millrace.model.LedgerRow;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The ledger of an at-least-once job: Kafka's committed offset is {@code nextOffset}, and the
 * counts ride along as the commit's metadata, so that they survive restarts without a table in the
 * destination. Counts that the first version did not know come last, and only where there is
 * something to tell, so that a process of an earlier version reads the other commits.
 */
public final class CommitMetadataCodec {
  private static final String START = "millrace1 start=";

  private static final Pattern FORM =
      Pattern.compile(
          inOrder()
              .map(
                  count ->
                      count.isOfFirstVersion()
                          ? word(count) + "(\\d+)"
                          : "(?:" + word(count) + "(\\d+))?")
              .collect(Collectors.joining("", START + "(\\d+)", "")));

  private CommitMetadataCodec() {}

  public static OffsetAndMetadata toCommit(LedgerRow row) {
    return new OffsetAndMetadata(
        row.nextOffset(),
        inOrder()
            .filter(count -> count.isOfFirstVersion() || row.count(count) != 0)
            .map(count -> word(count) + row.count(count))
            .collect(Collectors.joining("", START + row.startOffset(), "")));
  }

  /** The row a commit tells; counts begin at zero where another client made the commit. */
  public static Optional<LedgerRow> fromCommit(TopicPartition partition, OffsetAndMetadata commit) {
    if (commit == null) {
      return Optional.empty();
    }
    long next = commit.offset();
    Matcher m = FORM.matcher(commit.metadata() == null ? "" : commit.metadata());
    LedgerRow row = LedgerRow.startingAt(Partitions.id(partition), next);
    if (m.matches()) {
      LedgerRow told =
          new LedgerRow(
              partition.topic(),
              partition.partition(),
              0,
              Long.parseLong(m.group(1)),
              next,
              counts(m));
      // An offset that was moved by hand does not fit the counts any more.
      row = told.balanced() ? told : row;
    }
    return Optional.of(row);
  }

  private static Counts counts(Matcher m) {
    Count[] order = inOrder().toArray(Count[]::new);
    Counts counts = Counts.NONE;
    for (int i = 0; i < order.length; i++) {
      String number = m.group(2 + i);
      counts = counts.with(order[i], number == null ? 0 : Long.parseLong(number));
    }
    return counts;
  }

  private static Stream<Count> inOrder() {
    return Stream.concat(
        Arrays.stream(Count.values()).filter(Count::isOfFirstVersion),
        Arrays.stream(Count.values()).filter(count -> !count.isOfFirstVersion()));
  }

  private static String word(Count count) {
    return " " + count.commitWord() + "=";
  }
}
