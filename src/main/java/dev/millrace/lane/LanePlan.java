package dev.millrace.lane;

import dev.millrace.decode.FlattenPlan;
import dev.millrace.decode.Limits;
import dev.millrace.model.Column;
import dev.millrace.model.JobSpec;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.Policy;
import dev.millrace.model.RejectKind;
import dev.millrace.model.TableSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * A job's mapping compiled against its table. Immutable; made anew for each lane, since
 * dictionaries learn.
 */
public final class LanePlan {
  private final JobSpec job;
  private final List<ColumnBinding> targets;
  private final FlattenPlan flatten;

  private LanePlan(JobSpec job, List<ColumnBinding> targets, FlattenPlan flatten) {
    this.job = job;
    this.targets = targets;
    this.flatten = flatten;
  }

  /**
   * Compiles.
   *
   * @throws IllegalArgumentException when an entry's column is not in the table; the check before
   *     the start finds that
   */
  public static LanePlan compile(JobSpec job, TableSchema table) {
    List<ColumnBinding> targets = new ArrayList<>();
    for (MappingEntry entry : job.mapping()) {
      Column column =
          table
              .column(entry.column())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "table " + table.table() + " has no column " + entry.column()));
      targets.add(ColumnBinding.of(entry, column, job));
    }
    FlattenPlan flatten =
        FlattenPlan.compile(
            job.mapping().stream().map(MappingEntry::path).toList(), job.parse(), Limits.DEFAULT);
    return new LanePlan(job, List.copyOf(targets), flatten);
  }

  /** The table's columns in the order of the values in each row. */
  public List<String> columns() {
    return targets.stream().map(t -> t.column().name()).toList();
  }

  JobSpec job() {
    return job;
  }

  public List<ColumnBinding> targets() {
    return targets;
  }

  FlattenPlan flatten() {
    return flatten;
  }

  Policy policy(RejectKind kind) {
    return switch (kind) {
      case DIRTY -> job.dirtyData();
      case MALFORMED -> job.malformed();
      case REFUSED -> job.refused();
    };
  }
}
