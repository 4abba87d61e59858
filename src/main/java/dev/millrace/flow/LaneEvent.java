package dev.millrace.flow;

import dev.millrace.error.JobError;
import dev.millrace.model.FieldSample;
import dev.millrace.model.LedgerRow;
import dev.millrace.model.PartitionId;
import dev.millrace.model.Sample;
import java.util.List;
import java.util.Set;

/** What a lane tells its job's supervisor. */
public sealed interface LaneEvent {
  /** Calls the method of this case. */
  void accept(Visitor visitor);

  /** One method for each case, so that who listens says what each is to it. */
  interface Visitor {
    void retrying(Retrying event);

    void triedAgain(TriedAgain event);

    void recovered(Recovered event);

    void failed(Failed event);

    void fenced(Fenced event);

    void tableChanged(TableChanged event);

    void assigned(Assigned event);

    void lost(Lost event);

    void progress(Progress event);

    void unmapped(Unmapped event);

    void nulled(Nulled event);

    void rounded(Rounded event);

    void sampled(Sampled event);
  }

  /** Held up by a failure that may pass; the lane goes on trying by itself. */
  record Retrying(JobError error) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.retrying(this);
    }
  }

  /**
   * A transaction lost a contest against another one and is tried again at once: no failure yet.
   */
  record TriedAgain(JobError error) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.triedAgain(this);
    }
  }

  /** The failure has passed. */
  record Recovered() implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.recovered(this);
    }
  }

  /** Everything before the cause is committed; the lane does nothing any more. */
  record Failed(JobError error) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.failed(this);
    }
  }

  /** Another owner took a partition; the lane must be started anew. */
  record Fenced(String detail) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.fenced(this);
    }
  }

  /** The table was altered; the lanes must be made anew with its columns as they are now. */
  record TableChanged(String detail) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.tableChanged(this);
    }
  }

  /** Which partitions the lane holds from now on. */
  record Assigned(Set<PartitionId> partitions) implements LaneEvent {
    public Assigned {
      partitions = Set.copyOf(partitions);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.assigned(this);
    }
  }

  /**
   * Offsets that expired before they were read, and that the job goes on without: {@code from} to
   * before {@code to}.
   */
  record Lost(String topic, int partition, long from, long to) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.lost(this);
    }
  }

  /**
   * Committed work.
   *
   * @param rows newest ledger rows
   * @param lastTimestamps for each of {@code rows} the timestamp of the newest record taken whose
   *     time can be right; -1 where no record was taken, {@link #NO_PLAUSIBLE_TIME} where none had
   *     such a time
   * @param batchRows rows of the batch
   * @param commitNanos from sending the batch to its commit
   */
  record Progress(
      List<LedgerRow> rows,
      List<Long> lastTimestamps,
      long records,
      long bytes,
      long batchRows,
      long commitNanos)
      implements LaneEvent {
    public static final long NO_PLAUSIBLE_TIME = -2;

    public Progress {
      rows = List.copyOf(rows);
      lastTimestamps = List.copyOf(lastTimestamps);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.progress(this);
    }
  }

  /** Paths seen for the first time that no mapping entry names. */
  record Unmapped(List<String> paths) implements LaneEvent {
    public Unmapped {
      paths = List.copyOf(paths);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.unmapped(this);
    }
  }

  /** A field that became NULL by policy. */
  record Nulled(FieldSample sample) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.nulled(this);
    }
  }

  /** A few of the records that were polled, copied, without keys and headers. */
  record Sampled(List<Sample> samples) implements LaneEvent {
    public Sampled {
      samples = List.copyOf(samples);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.sampled(this);
    }
  }

  /** A field that was written rounded, with the text it had. */
  record Rounded(FieldSample sample) implements LaneEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.rounded(this);
    }
  }
}
