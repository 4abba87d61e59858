package dev.millrace.sink;

import dev.millrace.flow.RowBatch;
import dev.millrace.flow.WriteOutcome;
import dev.millrace.mysql.Session;
import dev.millrace.schema.TableGuard;
import dev.millrace.statement.LedgerSql;
import dev.millrace.statement.TableWrite;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The guards of all tables of a job, of which each batch asks those that concern it. Immutable. */
final class TableGuards {
  private final List<TableWrite> tables;
  private final List<Optional<TableGuard>> guards;

  TableGuards(String database, List<TableWrite> tables) {
    this.tables = tables;
    guards = tables.stream().map(table -> table.guard(database)).toList();
  }

  /** {@link LedgerSql#failIfChanged} of the tables that the batch was made for. */
  String failIfChanged(RowBatch batch) {
    return concerned(batch).map(LedgerSql::failIfChanged).collect(Collectors.joining());
  }

  /** What to answer where one of those tables is another one by now, else null. */
  Future<WriteOutcome> changed(Session session, RowBatch batch) {
    Future<WriteOutcome> outcome = Future.succeededFuture();
    for (TableGuard guard : concerned(batch).toList()) {
      outcome =
          outcome.compose(
              before ->
                  before != null
                      ? Future.succeededFuture(before)
                      : guard
                          .isChanged(session)
                          .map(changed -> changed ? outcome("'" + guard.table() + "' is") : null));
    }
    return outcome;
  }

  /** What to answer where the server said that a table has changed, but not which. */
  WriteOutcome changed() {
    String names =
        tables.stream().map(table -> "'" + table.table() + "'").collect(Collectors.joining(", "));
    return outcome(tables.size() == 1 ? names + " is" : "one of " + names + " is");
  }

  private static WriteOutcome outcome(String tableIs) {
    return new WriteOutcome.TableChanged(
        "table " + tableIs + " not as it was when it was last read");
  }

  /** Whether a record is set aside was decided by its table's columns, whichever that was. */
  private Stream<TableGuard> concerned(RowBatch batch) {
    IntStream concerned =
        batch.quarantine().isEmpty()
            ? batch.segments().stream().mapToInt(segment -> segment.table()).distinct().sorted()
            : IntStream.range(0, guards.size());
    return concerned.mapToObj(guards::get).flatMap(Optional::stream);
  }
}
