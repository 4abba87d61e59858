package dev.millrace.sink;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.flow.LaneId;
import dev.millrace.mysql.DatabaseTimeouts;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.statement.TableWrite;
import java.util.List;

/**
 * What one lane's sink needs to know.
 *
 * @param destination with the password resolved
 * @param tables that rows are written to, parents before their children; a batch's segments name
 *     them by their index here
 */
public record SinkConfig(
    LaneId lane,
    JobSpec spec,
    Destination destination,
    List<TableWrite> tables,
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

  /** Whether rows and ledger move in one transaction. */
  public boolean exactlyOnce() {
    return spec.exactlyOnce() && Dialects.of(destination.dialect()).can(Feature.TRANSACTIONS);
  }
}
