package dev.millrace.sink;

import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.RejectCode;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlwire.Latin1Wire;
import dev.millrace.sink.BatchText.Range;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends one batch once. It does not know what a failure means: it leaves the transaction open (or
 * the session broken) and hands the driver's exception on. Event loop only.
 */
public final class BatchWriter {
  private final BatchText text;
  private final ChunkedQuarantineWriter pieces;

  public BatchWriter(BatchText text) {
    this.text = text;
    this.pieces = new ChunkedQuarantineWriter(text);
  }

  /**
   * Rows, quarantine and ledger in one transaction; in one round trip where the server's packet
   * limit allows. COMMIT travels with the rows or after their success, never ahead of it: a
   * pipelined COMMIT would be obeyed even after a failed insert.
   *
   * @param move from {@link LedgerSql#move}
   */
  Future<Void> writeWithLedger(Session session, String move, RowBatch batch) {
    String whole = text.transaction(move, batch, session.facts().roomyPacketBytes());
    if (whole != null) {
      return session.sendWire(whole).mapEmpty();
    }
    return session
        .send("BEGIN;" + move)
        .compose(moved -> writeRows(session, batch))
        .compose(written -> writeQuarantine(session, batch.quarantine()))
        .compose(written -> session.send("COMMIT"))
        .mapEmpty();
  }

  /**
   * The same, its rows loaded.
   *
   * @param load from {@link LoadSql#checked}
   */
  Future<Void> loadWithLedger(Session session, String move, String load, RowBatch batch) {
    String whole = text.loading(move, load, batch, session.facts().roomyPacketBytes());
    if (whole != null) {
      return session.load(whole, batch.text(), batch.length()).mapEmpty();
    }
    return session
        .send("BEGIN;" + move)
        .compose(moved -> session.load(Latin1Wire.sql(load), batch.text(), batch.length()))
        .compose(loaded -> writeQuarantine(session, batch.quarantine()))
        .compose(written -> session.send("COMMIT"))
        .mapEmpty();
  }

  /** The batch's quarantine by statements that stand alone. */
  Future<Void> quarantineAlone(Session session, RowBatch batch) {
    return pieces.inTransaction(
        session, batch.quarantine(), () -> writeQuarantine(session, batch.quarantine()));
  }

  /** Rows that no packet can carry, in row order. */
  public List<RefusedRow> tooLarge(Session session, RowBatch batch) {
    List<RefusedRow> refused = new ArrayList<>();
    ServerFacts facts = session.facts();
    if (batch.length() > facts.roomyPacketBytes()) {
      for (int i = 0; i < batch.rows(); i++) {
        long bytes = text.insertBytes(batch, new Range(i, i + 1));
        if (bytes > facts.hardPacketBytes()) {
          refused.add(
              new RefusedRow(
                  i,
                  RejectCode.TOO_LARGE,
                  null,
                  "the row's statement has "
                      + bytes
                      + " bytes, the server's max_allowed_packet is "
                      + facts.maxAllowedPacketBytes()));
        }
      }
    }
    return refused;
  }

  /** The rows by as many statements as they need. */
  Future<Void> writeRows(Session session, RowBatch batch) {
    Future<Void> done = Future.succeededFuture();
    Range all = new Range(0, batch.rows());
    for (Range range : text.ranges(batch, all, session.facts().roomyPacketBytes())) {
      done = done.compose(x -> session.sendWire(text.insert(batch, range))).mapEmpty();
    }
    return done;
  }

  private Future<Void> writeQuarantine(Session session, List<QuarantineRow> rows) {
    Future<Void> done = Future.succeededFuture();
    for (Range range : BatchText.ranges(rows, session.facts().roomyPacketBytes())) {
      QuarantineRow first = rows.get(range.from());
      if (QuarantineSql.bytes(first) <= session.facts().hardPacketBytes()) {
        done = done.compose(x -> session.sendWire(text.quarantine(rows, range))).mapEmpty();
      } else {
        done = done.compose(x -> pieces.write(session, first));
      }
    }
    return done;
  }
}
