package dev.millrace.sink;

import dev.millrace.error.RejectCode;
import dev.millrace.flow.QuarantineRow;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlwire.Latin1Wire;
import dev.millrace.mysqlwire.LocalFile;
import dev.millrace.mysqlwire.LocalInfileHandler;
import dev.millrace.statement.BatchText;
import dev.millrace.statement.BatchText.Range;
import dev.millrace.statement.QuarantineSql;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
   * @param move from {@link dev.millrace.statement.LedgerSql#move}
   * @param loads by segment the statement that loads it, from {@link
   *     dev.millrace.statement.LoadSql#checked}
   */
  Future<Void> writeWithLedger(
      Session session, String move, Map<Segment, String> loads, RowBatch batch) {
    String whole = text.transaction(move, loads, batch, session.facts().roomyPacketBytes());
    if (whole != null) {
      return loads.isEmpty()
          ? session.sendWire(whole).mapEmpty()
          : session.load(whole, loads.keySet().stream().map(BatchWriter::file).toList()).mapEmpty();
    }
    return session
        .send("BEGIN;" + move)
        .compose(moved -> writeRows(session, loads, batch))
        .compose(written -> writeQuarantine(session, batch.quarantine()))
        .compose(written -> session.send("COMMIT"))
        .mapEmpty();
  }

  /** Its bytes are the segment's as they are. */
  private static LocalFile file(Segment segment) {
    return new LocalFile(
        LocalInfileHandler.name(segment.table()), segment.text(), segment.length());
  }

  /** The batch's quarantine by statements that stand alone. */
  Future<Void> quarantineAlone(Session session, RowBatch batch) {
    return pieces.inTransaction(
        session, batch.quarantine(), () -> writeQuarantine(session, batch.quarantine()));
  }

  /** Rows that no packet can carry, in the order of segments and rows. */
  public List<RefusedRow> tooLarge(Session session, RowBatch batch) {
    List<RefusedRow> refused = new ArrayList<>();
    ServerFacts facts = session.facts();
    for (int s = 0; s < batch.segments().size(); s++) {
      Segment segment = batch.segments().get(s);
      if (segment.length() > facts.roomyPacketBytes()) {
        for (int i = 0; i < segment.rows(); i++) {
          long bytes = text.bytes(segment, new Range(i, i + 1));
          if (bytes > facts.hardPacketBytes()) {
            refused.add(tooLarge(s, i, bytes, facts));
          }
        }
      }
    }
    return refused;
  }

  private static RefusedRow tooLarge(int segment, int row, long bytes, ServerFacts facts) {
    return new RefusedRow(
        segment,
        row,
        RejectCode.TOO_LARGE,
        null,
        "the row's statement has "
            + bytes
            + " bytes, the server's max_allowed_packet is "
            + facts.maxAllowedPacketBytes());
  }

  /** The rows by as many statements as they need. */
  Future<Void> writeRows(Session session, RowBatch batch) {
    return writeRows(session, Map.of(), batch);
  }

  private Future<Void> writeRows(Session session, Map<Segment, String> loads, RowBatch batch) {
    Future<Void> done = Future.succeededFuture();
    for (Segment segment : batch.segments()) {
      String load = loads.get(segment);
      if (load != null) {
        done =
            done.compose(x -> session.load(Latin1Wire.sql(load), List.of(file(segment))))
                .mapEmpty();
        continue;
      }
      for (Range range : text.ranges(segment, session.facts().roomyPacketBytes())) {
        done = done.compose(x -> session.sendWire(text.statement(segment, range))).mapEmpty();
      }
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
