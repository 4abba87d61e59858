package dev.millrace.sink;

import dev.millrace.flow.Claim;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.model.LedgerRow;
import dev.millrace.mysql.Session;
import dev.millrace.statement.LedgerSql;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** Exactly once: rows, quarantine and ledger in one transaction of the server. */
final class TransactionalDestination implements BatchDestination {
  private final String job;
  private final OwnedPartitions ownedPartitions;
  private final BatchWriter writer;
  private final QuarantineLimit bound;
  private final TableGuards guards;
  private final LoadDataSwitch loadDataSwitch;
  private final Ledger ledger;

  TransactionalDestination(
      SinkConfig config,
      OwnedPartitions ownedPartitions,
      BatchWriter writer,
      QuarantineLimit bound,
      TableGuards guards,
      LoadDataSwitch loadDataSwitch) {
    this.job = config.job();
    this.ownedPartitions = ownedPartitions;
    this.writer = writer;
    this.bound = bound;
    this.guards = guards;
    this.loadDataSwitch = loadDataSwitch;
    ledger = new Ledger(job, config.target(), config.documentDigest());
  }

  @Override
  public Future<List<LedgerRow>> claim(Claim claim, OnSession session) {
    return session.run(
        open ->
            ledger.claim(open, claim.candidates(), claim.known()).recover(Transactions.undo(open)));
  }

  /** Asks the ledger. The raised epochs make sure that nothing of the attempt can still happen. */
  @Override
  public Future<Boolean> settled(Session session, RowBatch batch) {
    return ledger
        .reclaim(session, ownedPartitions.rows())
        .recover(Transactions.undo(session))
        .map(rows -> ownedPartitions.settled(batch, rows));
  }

  @Override
  public Future<Map<Segment, String>> loads(Session session, RowBatch batch) {
    return loadDataSwitch.statements(session, batch);
  }

  @Override
  public Future<WriteOutcome> write(Session session, RowBatch batch, Map<Segment, String> loads) {
    String move =
        LedgerSql.failIfMoved(job, batch.moves(), ownedPartitions.rows())
            + bound.guarded(LedgerSql.move(job, batch.moves(), ownedPartitions.rows()), batch)
            + guards.failIfChanged(batch);
    return writer
        .writeWithLedger(session, move, loads, batch)
        .map(x -> new WriteOutcome.Committed(ownedPartitions.moved(batch)));
  }
}
