package dev.millrace.quarantine;

import dev.millrace.answer.QuarantinedRecord;
import dev.millrace.error.LedgerErrors;
import dev.millrace.error.ReplayRejection;
import dev.millrace.flow.ReplayRows.Refusal;
import dev.millrace.model.LedgerEntry;
import dev.millrace.model.Sample;
import dev.millrace.mysql.EngineTable;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlerror.DestinationException;
import dev.millrace.mysqlerror.ServerErrors;
import dev.millrace.quarantine.QuarantineStore.Batch;
import dev.millrace.spec.JobSpec;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.LedgerTarget;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;

/**
 * Which records a replay may write: those that the job has not read again since it was reset, nor
 * will. The ledger tells; without one all may be. Event loop only.
 */
final class ReplayAdmission {
  static final Refusal READ_AGAIN =
      new Refusal(
          ReplayRejection.ENGINE,
          "read-again",
          null,
          null,
          null,
          "the job was reset after it quarantined the record, and takes it from the topic"
              + " again: drop it here, or move the job's start behind it");

  private final String job;
  private final boolean exactlyOnce;
  private final LedgerTarget target;
  private final String sourceTopic;

  ReplayAdmission(String job, JobSpec spec, boolean exactlyOnce, String sourceTopic) {
    this.job = job;
    this.exactlyOnce = exactlyOnce;
    this.target = LedgerTarget.of(spec);
    this.sourceTopic = sourceTopic;
  }

  /**
   * The rule for records of one batch. Fails where the ledger is of another table: what it counts
   * as written is in one table, and so must be what is replayed.
   *
   * @param locking whether the ledger's row stays locked until the transaction ends
   */
  Future<Rule> of(Session session, Batch batch, boolean locking) {
    if (!exactlyOnce) {
      return Future.succeededFuture(new Rule(null));
    }
    return session
        .send(LedgerSql.place(job, batch.topic(), batch.partition(), locking))
        .recover(
            failure ->
                ServerErrors.of(failure).number() == EngineTable.UNKNOWN_COLUMN
                    ? session.send(
                        LedgerSql.placeEarlier(job, batch.topic(), batch.partition(), locking))
                    : Future.failedFuture(failure))
        .map(
            rows -> {
              Row found = null;
              for (Row row : rows) {
                found = ofThisTable(row);
              }
              return new Rule(found);
            })
        .recover(
            failure ->
                ServerErrors.of(failure).number() == ServerErrors.NO_SUCH_TABLE
                    ? Future.succeededFuture(new Rule(null))
                    : Future.failedFuture(failure));
  }

  private Row ofThisTable(Row row) {
    String found = row.getString(2);
    if (target.compare(found, row.getLong(3) != 0) == LedgerEntry.Target.OTHER_TABLE) {
      throw new DestinationException(LedgerErrors.otherTable(job, found, target.text()), false);
    }
    return row;
  }

  /** What the ledger says of records of one partition. */
  final class Rule {
    private final Row ledger;

    private Rule(Row ledger) {
      this.ledger = ledger;
    }

    boolean admits(QuarantinedRecord record) {
      return !exactlyOnce || isCounted(record) || !isReadAgain(record.record());
    }

    /** Whether the job's present ledger counts it as quarantined. */
    boolean isCounted(QuarantinedRecord record) {
      long offset = record.record().offset();
      return record.counted()
          && ledger != null
          && offset >= ledger.getLong(0)
          && offset < ledger.getLong(1);
    }

    private boolean isReadAgain(Sample record) {
      return ledger == null
          ? record.topic().equals(sourceTopic)
          : record.offset() >= ledger.getLong(0);
    }
  }
}
