package dev.millrace.flow;

import dev.millrace.model.JobError;
import dev.millrace.model.JobStatus.NulledSample;
import dev.millrace.model.LedgerRow;
import java.util.List;
import java.util.Set;

/** What a lane tells its job's supervisor. */
public sealed interface LaneEvent {
  /** Held up by trouble that may pass; the lane goes on trying by itself. */
  record Retrying(JobError error) implements LaneEvent {}

  /** The trouble has passed. */
  record Recovered() implements LaneEvent {}

  /** Everything before the cause is committed; the lane does nothing any more. */
  record Failed(JobError error) implements LaneEvent {}

  /** Another owner took a partition; the lane must be started anew. */
  record Fenced(String detail) implements LaneEvent {}

  /** The table was altered; the lanes must be made anew with its columns as they are now. */
  record TableChanged(String detail) implements LaneEvent {}

  /** Which partitions the lane holds from now on. */
  record Assigned(Set<Integer> partitions) implements LaneEvent {
    public Assigned {
      partitions = Set.copyOf(partitions);
    }
  }

  /**
   * Committed work.
   *
   * @param rows newest ledger rows
   * @param lastTimestamps for each of {@code rows} the timestamp of the newest record taken whose
   *     time can be right; -1 where no record was taken, {@link #NO_PLAUSIBLE_TIME} where none had
   *     such a time
   */
  record Progress(List<LedgerRow> rows, List<Long> lastTimestamps, long records, long bytes)
      implements LaneEvent {
    public static final long NO_PLAUSIBLE_TIME = -2;

    public Progress {
      rows = List.copyOf(rows);
      lastTimestamps = List.copyOf(lastTimestamps);
    }
  }

  /** Paths seen for the first time that no mapping entry names. */
  record Unmapped(List<String> paths) implements LaneEvent {
    public Unmapped {
      paths = List.copyOf(paths);
    }
  }

  /** A field that became NULL by policy. */
  record Nulled(NulledSample sample) implements LaneEvent {}

  /** A field that was written rounded, with the text it had. */
  record Rounded(NulledSample sample) implements LaneEvent {}
}
