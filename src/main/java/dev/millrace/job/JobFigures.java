package dev.millrace.job;

import dev.millrace.metrics.JobMeters;
import dev.millrace.metrics.Meter;
import dev.millrace.model.JobState;
import dev.millrace.model.PartitionId;
import dev.millrace.status.ProgressMeters;
import dev.millrace.status.StatusBoard;
import dev.millrace.timeline.JobTimeline;
import java.util.Set;

/** What is taken down of a job by the second, in meters, history and timeline. Event loop only. */
final class JobFigures {
  private final CatalogEntry entry;
  private final CurrentState current;
  private final Attempts attempts;
  private final StatusBoard board;
  private final JobTimeline timeline;
  private final JobMeters meters;
  private final QuarantineBacklog backlog;
  private final ProgressMeters progress;
  private final PartitionOwnership ownership = new PartitionOwnership();

  JobFigures(
      CatalogEntry entry,
      CurrentState current,
      Attempts attempts,
      StatusBoard board,
      JobTimeline timeline,
      JobMeters meters,
      QuarantineBacklog backlog) {
    this.entry = entry;
    this.current = current;
    this.attempts = attempts;
    this.board = board;
    this.timeline = timeline;
    this.meters = meters;
    this.backlog = backlog;
    this.progress = new ProgressMeters(meters, board);
  }

  /** Once a second. */
  void tick(long nowMillis, long nanos) {
    timeline.tick();
    if (current.isActive()) {
      board.sample(nowMillis, nanos);
      progress.show(owned(), nowMillis);
    } else {
      progress.rest();
    }
    if (current.isActive() || current.wouldGoOn()) {
      timeline.partitions(nowMillis, () -> board.partitions(nowMillis));
    }
    meters.set(Meter.LEDGER_BALANCED, board.balanced() ? 1 : 0);
  }

  private Set<PartitionId> owned() {
    Run run = current.now().run();
    return entry.now().spec().exactlyOnce()
        ? ownership.byLedger(attempts.ownEpochs(), board)
        : ownership.byGroup(
            run == null ? Set.of() : run.held(), current.state() == JobState.RUNNING);
  }

  QuarantineBacklog backlog() {
    return backlog;
  }

  /**
   * Of a job that was never started nothing is in quarantine, and its database may not be there.
   */
  boolean isBacklogDue(long nanos) {
    return current.state() != JobState.CREATED && backlog.isDue(current.isActive(), nanos);
  }
}
