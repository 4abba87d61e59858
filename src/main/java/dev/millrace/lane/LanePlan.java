package dev.millrace.lane;

import dev.millrace.error.RejectKind;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.BatchSpec;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.Policy;
import dev.millrace.spec.WriteSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's mappings compiled against its tables, and what is done with records that do not fit.
 * Immutable; made anew for each lane.
 */
public final class LanePlan {
  private final List<TablePlan> tables;
  private final Router router;
  private final Policy dirtyData;
  private final Policy malformed;
  private final Policy refused;
  private final BatchSpec batch;
  private final long maxQuarantined;
  private final double maxQuarantinedRatio;

  private LanePlan(JobSpec job, List<TablePlan> tables, Router router) {
    this.tables = List.copyOf(tables);
    this.router = router;
    this.dirtyData = job.dirtyData();
    this.malformed = job.malformed();
    this.refused = job.refused();
    this.batch = job.batch();
    this.maxQuarantined = job.maxQuarantined();
    this.maxQuarantinedRatio = job.maxQuarantinedRatio();
  }

  /**
   * Compiles.
   *
   * @param schemas of the job's tables, in their order
   * @throws IllegalArgumentException when an entry's column is not in its table; the check before
   *     the start finds that
   */
  public static LanePlan compile(JobSpec job, List<TableSchema> schemas) {
    return compile(job, schemas, Router.ALL);
  }

  static LanePlan compile(JobSpec job, List<TableSchema> schemas, Router router) {
    if (job.tables().size() != schemas.size()) {
      throw new IllegalArgumentException(
          job.tables().size() + " tables and " + schemas.size() + " definitions");
    }
    List<TablePlan> plans = new ArrayList<>();
    for (int i = 0; i < schemas.size(); i++) {
      plans.add(TablePlan.compile(i, job, job.tables().get(i), schemas.get(i)));
    }
    return new LanePlan(job, plans, router);
  }

  public List<TablePlan> tables() {
    return tables;
  }

  Router router() {
    return router;
  }

  Policy policy(RejectKind kind) {
    return switch (kind) {
      case DIRTY -> dirtyData;
      case MALFORMED -> malformed;
      case REFUSED -> refused;
    };
  }

  BatchSpec batch() {
    return batch;
  }

  /** Most records of the job in quarantine; 0 is no limit. */
  long maxQuarantined() {
    return maxQuarantined;
  }

  /** Largest share of quarantined records among a lane's newest, 0 to 1. */
  double maxQuarantinedRatio() {
    return maxQuarantinedRatio;
  }

  /** Whether a row whose key is in the table already is refused there. */
  boolean inserts(String table) {
    return tables.stream()
        .anyMatch(one -> one.table().equals(table) && one.mode() == WriteSpec.Mode.INSERT);
  }
}
