package dev.millrace.sink;

import dev.millrace.flow.RowBatch;
import dev.millrace.flow.Segment;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.statement.BatchText;
import dev.millrace.statement.BatchText.Range;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the rows of a batch that the server refuses, by halving: k refused among n rows cost at
 * most about {@code 2 k log2(n)} statements. Ranges that the server takes stay inserted while the
 * search goes on, so duplicates inside the batch are seen too; InnoDB undoes a refused statement
 * whole. Event loop only.
 */
public final class Bisection {
  private final BatchText text;

  public Bisection(BatchText text) {
    this.text = text;
  }

  /**
   * In a transaction that is rolled back at the end. Guilty rows in the order of segments and rows,
   * maybe none.
   *
   * @param guards what {@link dev.millrace.statement.LedgerSql#failIfChanged} makes of the tables,
   *     or nothing
   */
  Future<List<RefusedRow>> inTransaction(Session session, String guards, RowBatch batch) {
    return session
        .send("BEGIN" + guards)
        .compose(begun -> inPlace(session, batch))
        .compose(refusedRows -> session.rollback().map(refusedRows));
  }

  /** Without a transaction: the good rows are written for good. */
  public Future<List<RefusedRow>> inPlace(Session session, RowBatch batch) {
    List<RefusedRow> refusedRows = new ArrayList<>();
    Future<Void> done = Future.succeededFuture();
    for (int i = 0; i < batch.segments().size(); i++) {
      Segment segment = batch.segments().get(i);
      Search search = new Search(session, segment, i, refusedRows);
      for (Range range : text.ranges(segment, session.facts().roomyPacketBytes())) {
        done = done.compose(x -> search.probe(range));
      }
    }
    return done.map(refusedRows);
  }

  private final class Search {
    private final Session session;
    private final Segment segment;
    private final int number;
    private final List<RefusedRow> refusedRows;

    Search(Session session, Segment segment, int number, List<RefusedRow> refusedRows) {
      this.session = session;
      this.segment = segment;
      this.number = number;
      this.refusedRows = refusedRows;
    }

    Future<Void> probe(Range range) {
      return session
          .sendWire(text.statement(segment, range))
          .<Void>mapEmpty()
          .recover(failure -> halve(range, failure));
    }

    private Future<Void> halve(Range range, Throwable failure) {
      DatabaseFailure databaseFailure = ServerErrors.of(failure);
      if (databaseFailure.recovery() != Recovery.REJECT_ROWS) {
        return Future.failedFuture(failure);
      }
      if (range.rows() == 1) {
        refusedRows.add(
            new RefusedRow(
                number,
                range.from(),
                databaseFailure.reject(),
                databaseFailure.column(),
                databaseFailure.message()));
        return Future.succeededFuture();
      }
      int middle = (range.from() + range.to()) >>> 1;
      return probe(new Range(range.from(), middle))
          .compose(x -> probe(new Range(middle, range.to())));
    }
  }
}
