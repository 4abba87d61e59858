package dev.millrace.preflight;

import dev.millrace.error.JobError;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The topic was deleted and made anew since the job read it, so that the ledger's offsets are of
 * records that are gone and say nothing of those that are there.
 */
public final class TopicRecreatedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient JobError error;

  private TopicRecreatedException(JobError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  /**
   * Names the ranges that are in doubt.
   *
   * @param rows the ledger's of this topic
   * @param ends of the partitions as they are now; one that is not named is not there
   */
  public static TopicRecreatedException of(
      String topic, List<LedgerRow> rows, Map<PartitionId, Long> ends) {
    return new TopicRecreatedException(
        JobError.of(
            "offsets",
            "topic-recreated",
            "topic "
                + topic
                + " was deleted and recreated since the job read it: what was behind the ledger's"
                + " offsets is gone, and what is in it now was not read. "
                + rows.stream()
                    .map(row -> fate(row, ends.getOrDefault(row.id(), 0L)))
                    .collect(Collectors.joining("; "))
                + ". Reset the job to read the topic as it is now"));
  }

  private static String fate(LedgerRow row, long end) {
    String where = row.topic() + "[" + row.partition() + "]: next offset " + row.nextOffset();
    return row.nextOffset() > end
        ? where + ", of which [" + end + ", " + row.nextOffset() + ") is not in it"
        : where
            + ", before which [0, "
            + row.nextOffset()
            + ") of the new topic would be passed over";
  }

  JobError error() {
    return error;
  }
}
