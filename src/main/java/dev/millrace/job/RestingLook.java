package dev.millrace.job;

import dev.millrace.metrics.JobMeters;
import dev.millrace.model.SourceSpec;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the ledger and the topic of a job that no {@link Watch} watches, when a caller asks.
 * Event loop only.
 */
final class RestingLook {
  /** As long as a look takes at most to answer: one that waits for another answers with it. */
  private static final long WAIT_MS = 2 * Watch.FRESH_WAIT_MS;

  private final Environment environment;
  private final String job;
  private final KeptEntry entry;
  private final StatusBoard board;
  private final JobMeters meters;
  private final SharedLook shared = new SharedLook();

  RestingLook(
      Environment environment, String job, KeptEntry entry, StatusBoard board, JobMeters meters) {
    this.environment = environment;
    this.job = job;
    this.entry = entry;
    this.board = board;
    this.meters = meters;
  }

  /** Completes in a bounded time whatever happens, and then the board holds the newest known. */
  Future<Void> at(SourceSpec source) {
    board.topic(source);
    return shared
        .by(() -> Watch.once(environment, job, entry.now().spec(), source, board, meters))
        .timeout(WAIT_MS, TimeUnit.MILLISECONDS)
        .transform(done -> Future.succeededFuture());
  }
}
