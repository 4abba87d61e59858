package dev.millrace.job;

import dev.millrace.model.JobState;
import dev.millrace.spec.SourceSpec;
import dev.millrace.status.SharedRead;
import dev.millrace.status.StatusBoard;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the ledger and the topic of a job that no {@link StatusPoller} watches: when a caller
 * asks, when the job has just ended, and now and then. Event loop only.
 */
final class StoppedJobPoll {
  /** As long as a look takes at most to answer: one that waits for another answers with it. */
  private static final long WAIT_MS = 2 * StatusPoller.FRESH_WAIT_MS;

  /** What is known of a topic's retention is of use for so long. */
  private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final EngineParts engineParts;
  private final String job;
  private final CatalogEntry entry;
  private final StatusBoard board;
  private final SharedRead shared = new SharedRead();
  private boolean justEnded;
  private long lookedNanos = System.nanoTime();

  StoppedJobPoll(EngineParts engineParts, String job, CatalogEntry entry, StatusBoard board) {
    this.engineParts = engineParts;
    this.job = job;
    this.entry = entry;
    this.board = board;
  }

  /** The job has come to rest: what is known of it is of before its end. */
  void ended() {
    justEnded = true;
  }

  boolean hasJustEnded() {
    return justEnded;
  }

  /**
   * Whether to look though nobody asks. One that was never started has no place in its topic, and
   * one that is at its end wants no more of it.
   */
  boolean isDue(CurrentState current, long nanos) {
    return !current.isActive()
        && current.state() != JobState.CREATED
        && (justEnded || (current.wouldGoOn() && nanos - lookedNanos > AGAIN_NANOS));
  }

  /** Completes in a bounded time whatever happens, and then the board holds the newest known. */
  Future<Void> at(SourceSpec source) {
    justEnded = false;
    lookedNanos = System.nanoTime();
    board.topic(source);
    return shared
        .by(() -> StatusPoller.once(engineParts, job, entry.now().spec(), source, board))
        .timeout(WAIT_MS, TimeUnit.MILLISECONDS)
        .transform(done -> Future.succeededFuture());
  }
}
