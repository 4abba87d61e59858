package dev.millrace.job;

import dev.millrace.spec.SourceSpec;
import dev.millrace.status.SharedRead;
import dev.millrace.status.StatusBoard;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the ledger and the topic of a job that no {@link StatusPoller} watches, when a caller
 * asks. Event loop only.
 */
final class StoppedJobPoll {
  /** As long as a look takes at most to answer: one that waits for another answers with it. */
  private static final long WAIT_MS = 2 * StatusPoller.FRESH_WAIT_MS;

  private final EngineParts engineParts;
  private final String job;
  private final CatalogEntry entry;
  private final StatusBoard board;
  private final SharedRead shared = new SharedRead();

  StoppedJobPoll(EngineParts engineParts, String job, CatalogEntry entry, StatusBoard board) {
    this.engineParts = engineParts;
    this.job = job;
    this.entry = entry;
    this.board = board;
  }

  /** Completes in a bounded time whatever happens, and then the board holds the newest known. */
  Future<Void> at(SourceSpec source) {
    board.topic(source);
    return shared
        .by(() -> StatusPoller.once(engineParts, job, entry.now().spec(), source, board))
        .timeout(WAIT_MS, TimeUnit.MILLISECONDS)
        .transform(done -> Future.succeededFuture());
  }
}
