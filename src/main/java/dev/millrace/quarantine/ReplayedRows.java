package dev.millrace.quarantine;

import dev.millrace.flow.ReplayRows.Refusal;
import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.TableSchema;
import dev.millrace.mysql.ServerFacts;
import dev.millrace.mysql.Session;
import dev.millrace.sink.BatchWriter;
import dev.millrace.sink.Bisection;
import dev.millrace.sink.RefusalReason;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.statement.BatchText;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.TableWrite;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How rows of replayed records get into the job's tables. Event loop only. */
final class ReplayedRows {
  private final List<TableWrite> writes = new ArrayList<>();
  private final BatchText text;
  private final BatchWriter writer;
  private final Bisection bisection;
  private final String failIfChanged;

  /** By table. */
  private final List<RefusalReason> refusalReasons = new ArrayList<>();

  /**
   * @param tables of the job, as they are and in their order
   * @param columns by table, in the order of the values in its rows
   */
  ReplayedRows(
      String job,
      JobSpec spec,
      boolean exactlyOnce,
      Destination destination,
      List<TableSchema> tables,
      List<List<String>> columns) {
    for (int i = 0; i < tables.size(); i++) {
      writes.add(
          TableWrite.of(
              destination.dialect(),
              exactlyOnce,
              spec.tables().get(i),
              columns.get(i),
              tables.get(i)));
      refusalReasons.add(RefusalReason.of(tables.get(i), columns.get(i)));
    }
    text = new BatchText(job, destination.dialect(), writes);
    writer = new BatchWriter(text);
    bisection = new Bisection(text);
    failIfChanged =
        writes.stream()
            .flatMap(write -> write.guard(destination.database()).stream())
            .map(LedgerSql::failIfChanged)
            .filter(guard -> exactlyOnce)
            .collect(Collectors.joining());
  }

  /** From now on the statements are for this server. */
  void to(ServerFacts server) {
    text.to(server);
  }

  /** To come before the rows, with the semicolon before it; nothing where there is no ledger. */
  String failIfChanged() {
    return failIfChanged;
  }

  /** Writes the rows that the server takes, and answers the others; none where one is too large. */
  Future<List<RefusedRow>> insert(Session session, RowBatch rows) {
    List<RefusedRow> tooLarge = tooLarge(session, rows);
    return tooLarge.isEmpty() && rows.rows() > 0
        ? bisection.inPlace(session, rows)
        : Future.succeededFuture(tooLarge);
  }

  /** Rows that no packet can carry; nobody is asked. */
  List<RefusedRow> tooLarge(Session session, RowBatch rows) {
    return writer.tooLarge(session, rows);
  }

  /** Why the row's record stays, with what is known of its table. */
  Refusal refusal(RowBatch rows, RefusedRow refused) {
    int table = index(rows, refused);
    RefusedRow named = refusalReasons.get(table).named(refused);
    return new Refusal(
        named.code().kind().label(),
        named.code().label(),
        writes.get(table).table(),
        named.column(),
        null,
        named.reason());
  }

  private static int index(RowBatch rows, RefusedRow refused) {
    return rows.segments().get(refused.segment()).table();
  }
}
