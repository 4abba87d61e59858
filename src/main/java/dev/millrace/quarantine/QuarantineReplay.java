package dev.millrace.quarantine;

import dev.millrace.answer.QuarantinedRecord;
import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.error.JobError;
import dev.millrace.error.ReplayRejection;
import dev.millrace.flow.ReplayRows;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.lane.IndependentRefusals;
import dev.millrace.model.Sample;
import dev.millrace.model.TableSchema;
import dev.millrace.mysql.EngineTable;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DatabaseFailure.Recovery;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.mysqlwire.AnswerBounds;
import dev.millrace.sink.Transactions;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.QuarantineQueries;
import dev.millrace.statement.QuarantineSql;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Moves quarantined records into the job's tables, batch by batch. Where the server has
 * transactions, a batch is one:
 *
 * <pre>
 *  lock the records ▶ lock the ledger's row ▶ encode ▶ insert ▶ ledger: quarantined → written ▶ delete ▶ commit
 *                                              ▲           │ refused
 *                                              └─ without ─┘ the refused records, which stay with their new reason
 * </pre>
 *
 * <p>The ledger's row is locked before the table's, as a lane does it. Counts are moved relatively,
 * so a lane of the job may run meanwhile: it adds to them relatively too. Two replays of the same
 * records wait for each other, and the second finds nothing. Without transactions the rows are
 * written first and deleted from quarantine then: at least once. Event loop only.
 */
public final class QuarantineReplay {
  private static final int AT_ONCE = 5;

  private final QuarantineStore store;
  private final boolean transactions;
  private final ReplayAdmission admission;
  private final Function<List<Sample>, Future<ReplayRows>> encode;
  private final ReplayedRows rowsWriter;

  /**
   * @param spec with its effective mappings
   * @param destination with the password resolved
   * @param tables of the job, as they are and in their order
   * @param columns by table, in the order of the values that {@code encode} makes
   * @param encode makes rows of records of one partition
   */
  public QuarantineReplay(
      QuarantineStore store,
      JobSpec spec,
      Destination destination,
      List<TableSchema> tables,
      List<List<String>> columns,
      String sourceTopic,
      Function<List<Sample>, Future<ReplayRows>> encode) {
    this.store = store;
    this.encode = encode;
    transactions = Dialects.of(destination.dialect()).can(Feature.TRANSACTIONS);
    boolean exactlyOnce = spec.exactlyOnce() && transactions;
    admission = new ReplayAdmission(store.job(), spec, exactlyOnce, sourceTopic);
    rowsWriter = new ReplayedRows(store.job(), spec, exactlyOnce, destination, tables, columns);
  }

  /**
   * What became of one batch; records that are in neither were not there any more.
   *
   * @param written records that are in the table now and no longer in quarantine
   */
  public record Moved(
      int written, long nulledFields, long roundedFields, List<ReplayRejection> stayed) {}

  /**
   * Moves what fits. When it fails, the batch is in the table or in quarantine as a whole; which,
   * is only in doubt where the connection was lost.
   */
  public Future<Moved> run(QuarantineStore.Batch batch) {
    return store.onTable(new Moved(0, 0, 0, List.of()), open -> attempt(open, batch, 1));
  }

  private Future<Moved> attempt(Session session, QuarantineStore.Batch batch, int number) {
    return new Attempt(session, batch)
        .run()
        .recover(Transactions.undo(session))
        .recover(
            failure ->
                number < AT_ONCE && ServerErrors.of(failure).recovery() == Recovery.RETRY_NOW
                    ? attempt(session, batch, number + 1)
                    : Future.failedFuture(failure));
  }

  private final class Attempt {
    private final Session session;
    private final QuarantineStore.Batch batch;
    private final Map<Long, ReplayRejection> stayed = new TreeMap<>();
    private ReplayAdmission.Rule rule;
    private int counted;
    private long countedNulls;
    private long countedRounded;
    private long nulledFields;
    private long roundedFields;

    Attempt(Session session, QuarantineStore.Batch batch) {
      this.session = session;
      this.batch = batch;
    }

    Future<Moved> run() {
      rowsWriter.to(session.facts());
      String read =
          QuarantineQueries.read(
              QuarantineSql.TABLE,
              store.job(),
              batch.topic(),
              batch.partition(),
              batch.offsets(),
              batch.filter());
      return session
          .send(transactions ? "BEGIN;" + read + " FOR UPDATE" : read, AnswerBounds.RECORDS)
          .map(answer -> QuarantineStore.records(last(answer)))
          .compose(
              held ->
                  admission
                      .of(session, batch, true)
                      .map(
                          found -> {
                            rule = found;
                            return admitted(held);
                          }))
          .compose(held -> write(held))
          .compose(this::finish);
    }

    /** Those that may be written. */
    private List<QuarantinedRecord> admitted(List<QuarantinedRecord> held) {
      List<QuarantinedRecord> admitted = new ArrayList<>();
      for (QuarantinedRecord record : held) {
        if (rule.admits(record)) {
          admitted.add(record);
        } else {
          stay(record.record(), ReplayAdmission.READ_AGAIN);
        }
      }
      return admitted;
    }

    /** Writes all that fit; the records whose rows are in the table. */
    private Future<List<QuarantinedRecord>> write(List<QuarantinedRecord> held) {
      if (held.isEmpty()) {
        return Future.succeededFuture(held);
      }
      return savepoint("SAVEPOINT replay" + rowsWriter.failIfChanged())
          .recover(this::explain)
          .compose(x -> encode.apply(held.stream().map(QuarantinedRecord::record).toList()))
          .compose(
              rows -> {
                rows.refused().forEach((i, refusal) -> stay(held.get(i).record(), refusal));
                return rowsWriter
                    .insert(session, rows.rows())
                    .compose(refusedRows -> judge(held, rows, refusedRows));
              });
    }

    private <T> Future<T> explain(Throwable failure) {
      return Future.failedFuture(
          ServerErrors.of(failure).recovery() == Recovery.TABLE_CHANGED
              ? new DestinationException(
                  JobError.of(
                      "database",
                      "table-changed",
                      "the table was altered meanwhile: replay the records again"),
                  false)
              : failure);
    }

    /**
     * The other rows of refused records are in the table, and rows may be there only thanks to
     * refused ones: all is taken back and done without those records.
     */
    private Future<List<QuarantinedRecord>> judge(
        List<QuarantinedRecord> held, ReplayRows rows, List<RefusedRow> refusedRows) {
      List<RefusedRow> sure =
          transactions ? IndependentRefusals.of(refusedRows, rows.records()) : refusedRows;
      for (RefusedRow refused : sure) {
        stay(
            held.get(rows.records()[refused.segment()][refused.row()]).record(),
            rowsWriter.refusal(rows.rows(), refused));
      }
      List<QuarantinedRecord> left =
          held.stream().filter(r -> !stayed.containsKey(r.record().offset())).toList();
      if (!refusedRows.isEmpty() && transactions) {
        return savepoint("ROLLBACK TO SAVEPOINT replay").compose(x -> write(left));
      }
      for (int i = 0; i < held.size(); i++) {
        if (!stayed.containsKey(held.get(i).record().offset())) {
          nulledFields += rows.nulledFields()[i];
          roundedFields += rows.roundedFields()[i];
          if (rule.isCounted(held.get(i))) {
            counted++;
            countedNulls += rows.nulledFields()[i];
            countedRounded += rows.roundedFields()[i];
          }
        }
      }
      return Future.succeededFuture(left);
    }

    private Future<?> savepoint(String sql) {
      return transactions ? session.send(sql) : Future.succeededFuture();
    }

    private Future<Moved> finish(List<QuarantinedRecord> written) {
      List<Long> offsets = written.stream().map(r -> r.record().offset()).toList();
      return moveCounts()
          .compose(x -> delete(offsets))
          .compose(x -> refuseAgain())
          .compose(x -> transactions ? session.send("COMMIT") : Future.succeededFuture())
          .map(
              x ->
                  new Moved(
                      offsets.size(), nulledFields, roundedFields, List.copyOf(stayed.values())));
    }

    private Future<Void> moveCounts() {
      if (counted == 0) {
        return Future.succeededFuture();
      }
      return session
          .send(move(countedRounded))
          .recover(
              failure ->
                  // A ledger of an earlier version, until the job starts again, has no such column.
                  ServerErrors.of(failure).number() == EngineTable.UNKNOWN_COLUMN
                      ? session.send(move(0))
                      : Future.failedFuture(failure))
          .compose(done -> expect(1, done, "ledger rows"));
    }

    private String move(long rounded) {
      return LedgerSql.replayed(
          store.job(), batch.topic(), batch.partition(), counted, countedNulls, rounded);
    }

    private Future<Void> delete(List<Long> offsets) {
      if (offsets.isEmpty()) {
        return Future.succeededFuture();
      }
      return session
          .send(
              QuarantineQueries.delete(
                  store.job(), batch.topic(), batch.partition(), offsets, batch.filter()))
          .compose(done -> expect(offsets.size(), done, "quarantined records"));
    }

    /** The rows are locked, so this holds; if ever it does not, nothing is written. */
    private Future<Void> expect(int rows, RowSet<Row> done, String what) {
      return !transactions || done.rowCount() == rows
          ? Future.succeededFuture()
          : Future.failedFuture(
              new DestinationException(
                  JobError.of(
                      "database",
                      "quarantine-changed",
                      "%d %s were changed instead of %d, so nothing of %s[%d] %d to %d was moved: is a trigger or another process changing millrace_quarantine or millrace_ledger?"
                          .formatted(
                              done.rowCount(),
                              what,
                              rows,
                              batch.topic(),
                              batch.partition(),
                              batch.offsets().get(0),
                              batch.offsets().get(batch.offsets().size() - 1))),
                  false));
    }

    private Future<Void> refuseAgain() {
      Future<Void> done = Future.succeededFuture();
      for (ReplayRejection record : stayed.values()) {
        if (!record.kind().equals(ReplayRejection.ENGINE)) {
          String update = QuarantineQueries.refusedAgain(store.job(), record);
          done = done.compose(x -> session.send(update)).mapEmpty();
        }
      }
      return done;
    }

    private void stay(Sample record, ReplayRows.Refusal why) {
      stayed.put(record.offset(), why.of(record));
    }
  }

  private static RowSet<Row> last(RowSet<Row> answer) {
    RowSet<Row> last = answer;
    while (last.next() != null) {
      last = last.next();
    }
    return last;
  }
}
