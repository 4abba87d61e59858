package dev.millrace.sink;

import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.schema.TableGuard;
import dev.millrace.sink.BatchText.Range;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the rows of a batch that the server refuses, by halving: k guilty among n rows cost at most
 * about {@code 2 k log2(n)} statements. Ranges that the server takes stay inserted while the search
 * goes on, so duplicates inside the batch are seen too; InnoDB undoes a refused statement whole.
 * Event loop only.
 */
public final class Bisection {
  private final BatchText text;
  private final String begin;

  /**
   * @param guard of the table, or null
   */
  public Bisection(BatchText text, TableGuard guard) {
    this.text = text;
    this.begin = "BEGIN" + LedgerSql.failIfChanged(guard);
  }

  /** In a transaction that is rolled back at the end. Guilty rows in row order, maybe none. */
  Future<List<RefusedRow>> inTransaction(Session session, RowBatch batch) {
    return session
        .send(begin)
        .compose(begun -> inPlace(session, batch))
        .compose(guilty -> session.rollback().map(guilty));
  }

  /** Without a transaction: the good rows are written for good. */
  public Future<List<RefusedRow>> inPlace(Session session, RowBatch batch) {
    List<RefusedRow> guilty = new ArrayList<>();
    Future<Void> done = Future.succeededFuture();
    Range all = new Range(0, batch.rows());
    for (Range range : text.ranges(batch, all, session.facts().roomyPacketBytes())) {
      done = done.compose(x -> probe(session, batch, range, guilty));
    }
    return done.map(guilty);
  }

  private Future<Void> probe(
      Session session, RowBatch batch, Range range, List<RefusedRow> guilty) {
    return session
        .sendWire(text.insert(batch, range))
        .<Void>mapEmpty()
        .recover(failure -> halve(session, batch, range, guilty, failure));
  }

  private Future<Void> halve(
      Session session, RowBatch batch, Range range, List<RefusedRow> guilty, Throwable failure) {
    DatabaseFailure databaseFailure = ServerErrors.of(failure);
    if (databaseFailure.cure() != Recovery.OTHER_ROWS) {
      return Future.failedFuture(failure);
    }
    if (range.rows() == 1) {
      guilty.add(
          new RefusedRow(
              range.from(),
              databaseFailure.reject(),
              databaseFailure.column(),
              databaseFailure.message()));
      return Future.succeededFuture();
    }
    int middle = (range.from() + range.to()) >>> 1;
    return probe(session, batch, new Range(range.from(), middle), guilty)
        .compose(x -> probe(session, batch, new Range(middle, range.to()), guilty));
  }
}
