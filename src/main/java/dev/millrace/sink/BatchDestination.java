package dev.millrace.sink;

import dev.millrace.flow.Claim;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.LedgerRow;
import dev.millrace.mysql.Session;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a lane's delivery promises, as the calls that keep it: how partitions become the lane's and
 * a batch becomes durable. It sends once and knows no retry: what failures lead to is {@link
 * BatchDelivery}'s. Event loop only.
 */
interface BatchDestination {
  /** Runs work on the lane's session. */
  interface OnSession {
    <T> Future<T> run(Function<Session, Future<T>> work);
  }

  /** Makes the partitions this lane's; the rows say from where they are read. */
  Future<List<LedgerRow>> claim(Claim claim, OnSession session);

  /**
   * What became of an attempt to write the batch that ended in doubt: true where it is written,
   * false where it is not and must be sent again, null where the lane may not any more.
   */
  Future<Boolean> settled(Session session, RowBatch batch);

  /** By segment the statement that loads its rows; those of other segments are inserted. */
  Future<Map<Segment, String>> loads(Session session, RowBatch batch);

  /**
   * Writes all of the batch. Fails with the server's failure and leaves a transaction open then.
   *
   * @param loads from {@link #loads}, or none
   */
  Future<WriteOutcome> write(Session session, RowBatch batch, Map<Segment, String> loads);
}
