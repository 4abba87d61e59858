package dev.millrace.sink;

import dev.millrace.error.JobError;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.QuarantineQueries;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Keeps {@code maxQuarantined}, whoever else quarantines for the job: other lanes, other processes,
 * and transactions whose outcome is not known yet. Only batches that quarantine something, of a job
 * with a limit, pay for it. Event loop only.
 *
 * <p>With a ledger the limit is exact: the transaction that would pass it fails as a whole. It
 * locks all of the job's ledger rows first, in the order of their key, so such transactions of one
 * job come one after the other, and the sum that it reads is no longer anybody else's to change.
 *
 * <p>Without one, the job's records in the quarantine are counted before others are put there; one
 * lane of this process after the other. A lane of another process that does so in that very moment
 * is not seen.
 */
final class QuarantineLimit {
  private final Vertx vertx;
  private final SinkConfig config;
  private final long most;

  QuarantineLimit(Vertx vertx, SinkConfig config) {
    this.vertx = vertx;
    this.config = config;
    this.most = config.maxQuarantined();
  }

  /** The ledger's move, so that it fails with {@code QUARANTINE_FULL} where the limit is passed. */
  String guarded(String move, RowBatch batch) {
    return concerns(batch)
        ? LedgerSql.lockAll(config.job())
            + ";"
            + move
            + LedgerSql.failIfQuarantinedMore(config.job(), most)
        : move;
  }

  /** What to answer after that. */
  Future<WriteOutcome> full(Session session) {
    return session
        .send(LedgerSql.quarantined(config.job()))
        .map(sum -> full(sum.iterator().next().getLong(0)));
  }

  /**
   * Without a ledger: does {@code quarantine}, and answers null; or does nothing, and answers that
   * there is no room.
   */
  Future<WriteOutcome> within(Session session, RowBatch batch, Supplier<Future<Void>> quarantine) {
    if (!concerns(batch)) {
      return quarantine.get().mapEmpty();
    }
    return vertx
        .sharedData()
        .getLocalLockWithTimeout(
            "millrace-quarantine " + config.job(), config.timeouts().statement().toMillis())
        .recover(failure -> Future.failedFuture(othersTakeTooLong()))
        .compose(
            lock ->
                session
                    .send(QuarantineQueries.countBeside(config.job(), batch.moves()))
                    .map(count -> count.iterator().next().getLong(0))
                    .compose(
                        there ->
                            there + batch.quarantine().size() > most
                                ? Future.succeededFuture(full(there))
                                : quarantine.get().<WriteOutcome>mapEmpty())
                    .onComplete(done -> lock.release()));
  }

  private boolean concerns(RowBatch batch) {
    return most > 0 && !batch.quarantine().isEmpty();
  }

  private WriteOutcome full(long counted) {
    return new WriteOutcome.Full(Math.max(0, most - counted));
  }

  private static DestinationException othersTakeTooLong() {
    return new DestinationException(
        JobError.of(
            "database", "timeout", "another lane of the job has been quarantining for too long"),
        true);
  }
}
