package dev.millrace.sink;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.flow.LaneId;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.spec.Destination;
import dev.millrace.statement.LedgerTarget;
import dev.millrace.statement.TableWrite;
import java.util.List;

/**
 * What one lane's sink needs to know.
 *
 * @param destination with the password resolved
 * @param exactlyOnce whether rows and ledger are to move in one transaction
 * @param tables that rows are written to, parents before their children; a batch's segments name
 *     them by their index here
 * @param maxQuarantined most records of the job in quarantine; 0 is no limit
 * @param documentDigest of the document that the rows are made by
 */
public record SinkConfig(
    LaneId lane,
    Destination destination,
    boolean exactlyOnce,
    List<TableWrite> tables,
    long maxQuarantined,
    String documentDigest,
    DatabaseTimeouts timeouts) {

  public SinkConfig {
    tables = List.copyOf(tables);
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("a job has at least one table");
    }
  }

  /** The job's name, as the ledger and the quarantine know it. */
  public String job() {
    return lane.job();
  }

  /** Whether rows and ledger move in one transaction: where the server has none they cannot. */
  boolean isTransactional() {
    return exactlyOnce && Dialects.of(destination.dialect()).can(Feature.TRANSACTIONS);
  }

  /** What the ledger's rows are of. */
  LedgerTarget target() {
    return new LedgerTarget(
        destination.database(), tables.stream().map(TableWrite::table).toList());
  }
}
