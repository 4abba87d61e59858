package dev.millrace.status;

import dev.millrace.error.JobError;
import dev.millrace.flow.LaneEvent;
import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.Sample;
import java.util.List;
import java.util.function.Consumer;

/** What a run does with what its lanes tell. Event loop only. */
public final class LaneReports {
  private final StatusBoard board;
  private final JobMeters meters;
  private final RunFailures failures;
  private final Runnable onTableChanged;
  private final Consumer<JobError> onFailed;
  private final Consumer<List<Sample>> onSampled;

  public LaneReports(
      StatusBoard board,
      JobMeters meters,
      RunFailures failures,
      Runnable onTableChanged,
      Consumer<JobError> onFailed,
      Consumer<List<Sample>> onSampled) {
    this.board = board;
    this.meters = meters;
    this.failures = failures;
    this.onTableChanged = onTableChanged;
    this.onFailed = onFailed;
    this.onSampled = onSampled;
  }

  public void take(int lane, LaneEvent event) {
    event.accept(new OfLane("lane " + lane));
  }

  private final class OfLane implements LaneEvent.Visitor {
    private final String who;

    OfLane(String who) {
      this.who = who;
    }

    @Override
    public void progress(LaneEvent.Progress event) {
      board.progress(event);
      // Whoever else is in the group, it has let this lane in.
      board.warnings(StatusBoard.ADMISSION, List.of());
      failures.note(who, null);
    }

    @Override
    public void retrying(LaneEvent.Retrying event) {
      meters.add(Meter.RETRIES, event.error().code(), 1);
      failures.note(who, event.error());
    }

    @Override
    public void triedAgain(LaneEvent.TriedAgain event) {
      meters.add(Meter.RETRIES, event.error().code(), 1);
    }

    @Override
    public void recovered(LaneEvent.Recovered event) {
      failures.note(who, null);
    }

    @Override
    public void failed(LaneEvent.Failed event) {
      onFailed.accept(event.error());
    }

    @Override
    public void tableChanged(LaneEvent.TableChanged event) {
      onTableChanged.run();
    }

    /** The lane that takes its place tells of its own failures, and only of those. */
    @Override
    public void fenced(LaneEvent.Fenced event) {
      failures.note(who, null);
    }

    /** Shown by the lane's slot; to have partitions or none is no failure, nor the end of one. */
    @Override
    public void assigned(LaneEvent.Assigned event) {}

    /** For the timeline; the ledger counts the range as gaps. */
    @Override
    public void lost(LaneEvent.Lost event) {}

    @Override
    public void unmapped(LaneEvent.Unmapped event) {
      board.unmapped(event.paths());
    }

    @Override
    public void nulled(LaneEvent.Nulled event) {
      board.nulled(event.sample());
    }

    @Override
    public void rounded(LaneEvent.Rounded event) {
      board.rounded(event.sample());
    }

    @Override
    public void sampled(LaneEvent.Sampled event) {
      onSampled.accept(event.samples());
    }
  }
}
