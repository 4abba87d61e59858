package dev.millrace.quarantine;

import dev.millrace.answer.QuarantinedRecord;
import dev.millrace.error.ReplayRejection;
import dev.millrace.flow.ReplayRows;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.Sample;
import dev.millrace.mysql.Session;
import dev.millrace.mysqlwire.AnswerBounds;
import dev.millrace.quarantine.QuarantineReplay.Moved;
import dev.millrace.quarantine.QuarantineStore.Batch;
import dev.millrace.statement.QuarantineQueries;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a replay would do with quarantined records: they are read and encoded as it would, and
 * nothing is locked, written or deleted. So what only the database knows of a row (keys that are
 * there already, checks, foreign keys, triggers) is not foreseen. Event loop only.
 */
final class ReplayDryRun {
  private final QuarantineStore store;
  private final ReplayAdmission admission;
  private final ReplayedRows rowsWriter;
  private final Function<List<Sample>, Future<ReplayRows>> encode;

  /**
   * @param encode makes rows of records of one partition
   */
  ReplayDryRun(
      QuarantineStore store,
      ReplayAdmission admission,
      ReplayedRows rowsWriter,
      Function<List<Sample>, Future<ReplayRows>> encode) {
    this.store = store;
    this.admission = admission;
    this.rowsWriter = rowsWriter;
    this.encode = encode;
  }

  /** {@code written} are those that would be. */
  Future<Moved> run(Batch batch) {
    return store.onLook(
        new Moved(0, 0, 0, List.of()),
        (open, from) -> {
          rowsWriter.to(open.facts());
          String read =
              QuarantineQueries.read(
                  from,
                  store.job(),
                  batch.topic(),
                  batch.partition(),
                  batch.offsets(),
                  batch.filter());
          return open.send(read, AnswerBounds.RECORDS)
              .map(QuarantineStore::records)
              .compose(
                  held ->
                      admission.of(open, batch, false).compose(rule -> tried(open, held, rule)));
        });
  }

  private Future<Moved> tried(
      Session open, List<QuarantinedRecord> held, ReplayAdmission.Rule rule) {
    Map<Long, ReplayRejection> stayed = new TreeMap<>();
    List<Sample> admitted = new ArrayList<>();
    for (QuarantinedRecord record : held) {
      if (rule.admits(record)) {
        admitted.add(record.record());
      } else {
        stayed.put(record.record().offset(), ReplayAdmission.READ_AGAIN.of(record.record()));
      }
    }
    if (admitted.isEmpty()) {
      return Future.succeededFuture(new Moved(0, 0, 0, List.copyOf(stayed.values())));
    }
    return encode.apply(admitted).map(rows -> judged(open, admitted, rows, stayed));
  }

  private Moved judged(
      Session open, List<Sample> admitted, ReplayRows rows, Map<Long, ReplayRejection> stayed) {
    rows.refused()
        .forEach((i, refusal) -> stayed.put(admitted.get(i).offset(), refusal.of(admitted.get(i))));
    for (RefusedRow refused : rowsWriter.tooLarge(open, rows.rows())) {
      Sample record = admitted.get(rows.records()[refused.segment()][refused.row()]);
      stayed.put(record.offset(), rowsWriter.refusal(rows.rows(), refused).of(record));
    }
    int written = 0;
    long nulledFields = 0;
    long roundedFields = 0;
    for (int i = 0; i < admitted.size(); i++) {
      if (!stayed.containsKey(admitted.get(i).offset())) {
        written++;
        nulledFields += rows.nulledFields()[i];
        roundedFields += rows.roundedFields()[i];
      }
    }
    return new Moved(written, nulledFields, roundedFields, List.copyOf(stayed.values()));
  }
}
