package dev.millrace.lane;

import dev.millrace.error.RejectKind;
import dev.millrace.model.TableSchema;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.Policy;
import dev.millrace.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** A job's mappings compiled against its tables. Immutable; made anew for each lane. */
public final class LanePlan {
  private final JobSpec job;
  private final List<TablePlan> tables;
  private final Router router;

  private LanePlan(JobSpec job, List<TablePlan> tables, Router router) {
    this.job = job;
    this.tables = List.copyOf(tables);
    this.router = router;
  }

  /**
   * Compiles.
   *
   * @param schemas of the job's tables, in their order
   * @throws IllegalArgumentException when an entry's column is not in its table; the check before
   *     the start finds that
   */
  public static LanePlan compile(JobSpec job, List<TableSchema> schemas) {
    return compile(job, job.tables(), schemas, Router.ALL);
  }

  static LanePlan compile(
      JobSpec job, List<TableSpec> tables, List<TableSchema> schemas, Router router) {
    if (tables.size() != schemas.size()) {
      throw new IllegalArgumentException(
          tables.size() + " tables and " + schemas.size() + " definitions");
    }
    List<TablePlan> plans = new ArrayList<>();
    for (int i = 0; i < tables.size(); i++) {
      plans.add(TablePlan.compile(i, job, tables.get(i), schemas.get(i)));
    }
    return new LanePlan(job, plans, router);
  }

  JobSpec job() {
    return job;
  }

  public List<TablePlan> tables() {
    return tables;
  }

  Router router() {
    return router;
  }

  Policy policy(RejectKind kind) {
    return switch (kind) {
      case DIRTY -> job.dirtyData();
      case MALFORMED -> job.malformed();
      case REFUSED -> job.refused();
    };
  }
}
