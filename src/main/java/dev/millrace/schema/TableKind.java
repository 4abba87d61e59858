package dev.millrace.schema;

import dev.millrace.dialect.Feature;
import dev.millrace.error.FieldError;
import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.model.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What is under the destination's name, and what its engine makes of rows. */
final class TableKind {
  /** Their rows are on another server, which no transaction of this one holds. */
  private static final Set<String> ELSEWHERE = Set.of("FEDERATED", "SPIDER");

  private TableKind() {}

  /** That it is no table, and its columns are not worth a look; or null. */
  static FieldError noTable(JobTable job, TableSchema table, TableInspection tableInspection) {
    return tableInspection.details().tableType().toUpperCase(Locale.ROOT).contains("SEQUENCE")
        ? new FieldError(
            job.at().table(),
            "'"
                + table.table()
                + "' is a sequence, not a table; name a table, or one that is not there yet")
        : null;
  }

  static List<FieldError> faults(JobTable job, TableSchema table, TableInspection tableInspection) {
    String engine = table.engine().toUpperCase(Locale.ROOT);
    List<FieldError> faults = new ArrayList<>();
    if (tableInspection.details().tableType().contains("VIEW")) {
      if (job.exactlyOnce()) {
        faults.add(
            new FieldError(
                job.at().table(),
                "'"
                    + table.table()
                    + "' is a view; exactly-once writes to tables only, because it checks their"
                    + " engine and columns in each batch: name the table that the view shows, or"
                    + " use at-least-once delivery"));
      }
    } else if (job.exactlyOnce() && ELSEWHERE.contains(engine)) {
      faults.add(
          new FieldError(
              "/write/delivery",
              "exactly-once needs a table of this server, but '"
                  + table.table()
                  + "' has the engine "
                  + table.engine()
                  + ", which keeps its rows on another; write to that server, or use at-least-once"
                  + " delivery"));
    } else if (job.exactlyOnce()
        && job.dialect().can(Feature.TRANSACTIONS)
        && !table.transactional()) {
      faults.add(
          new FieldError(
              "/write/delivery",
              "exactly-once needs a table with transactions, but '"
                  + table.table()
                  + "' has the engine "
                  + table.engine()
                  + "; use InnoDB, or at-least-once delivery"));
    }
    if (engine.equals("BLACKHOLE")) {
      faults.add(
          new FieldError(
              job.at().table(),
              "'"
                  + table.table()
                  + "' has the engine BLACKHOLE, which keeps no row; name a table of another"
                  + " engine"));
    }
    return faults;
  }

  static List<Warning> warnings(JobTable job, TableSchema table) {
    return table.engine().equalsIgnoreCase("MEMORY")
        ? List.of(
            Warning.at(
                job.at().table(),
                WarningCode.ROWS_NOT_KEPT,
                "table '"
                    + table.table()
                    + "' has the engine MEMORY: when its server restarts its rows are gone, and the"
                    + " job does not write them again; use an engine that keeps them"))
        : List.of();
  }
}
