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

/** At least once: statements that stand alone, and positions that the consumer group keeps. */
final class AtLeastOnceDestination implements BatchDestination {
  private final OwnedPartitions ownedPartitions;
  private final BatchWriter writer;
  private final QuarantineLimit bound;

  AtLeastOnceDestination(
      OwnedPartitions ownedPartitions, BatchWriter writer, QuarantineLimit bound) {
    this.ownedPartitions = ownedPartitions;
    this.writer = writer;
    this.bound = bound;
  }

  /** The group has given them to this lane, and nobody else is asked. */
  @Override
  public Future<List<LedgerRow>> claim(Claim claim, OnSession session) {
    return Future.succeededFuture(claim.candidates());
  }

  /** Nobody knows; it may be written twice then. */
  @Override
  public Future<Boolean> settled(Session session, RowBatch batch) {
    return Future.succeededFuture(false);
  }

  @Override
  public Future<Map<Segment, String>> loads(Session session, RowBatch batch) {
    return Future.succeededFuture(Map.of());
  }

  /** The quarantine first: a record must not be passed that is in neither. */
  @Override
  public Future<WriteOutcome> write(Session session, RowBatch batch, Map<Segment, String> loads) {
    return bound
        .within(session, batch, () -> writer.quarantineAlone(session, batch))
        .compose(
            full ->
                full != null
                    ? Future.succeededFuture(full)
                    : writer
                        .writeRows(session, batch)
                        .map(x -> new WriteOutcome.Committed(ownedPartitions.moved(batch))));
  }
}
