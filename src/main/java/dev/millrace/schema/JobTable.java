package dev.millrace.schema;

import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.SqlDialect;
import dev.millrace.spec.Destination;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.TableSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * One of a job's tables, with what of the job decides whether and how it can be written.
 *
 * @param to where it is
 * @param exactlyOnce whether its rows and the ledger are to move together
 * @param spec with its effective mapping
 * @param at where the job's document says what of it
 */
public record JobTable(Destination to, boolean exactlyOnce, TableSpec spec, TablePointers at) {

  /**
   * All of them, in their order.
   *
   * @param document as the user wrote it
   * @param effective with the mappings that the job runs with
   */
  public static List<JobTable> of(JobSpec document, JobSpec effective) {
    List<TablePointers> pointers = TablePointers.of(document);
    List<JobTable> tables = new ArrayList<>();
    for (int i = 0; i < pointers.size(); i++) {
      tables.add(
          new JobTable(
              effective.destination(),
              effective.exactlyOnce(),
              effective.tables().get(i),
              pointers.get(i)));
    }
    return tables;
  }

  public SqlDialect dialect() {
    return Dialects.of(to.dialect());
  }

  /** The same with the columns that are there deciding, whatever types the entries say. */
  public JobTable untyped() {
    return new JobTable(
        to,
        exactlyOnce,
        spec.withMapping(spec.mapping().stream().map(entry -> entry.withoutType()).toList()),
        at);
  }

  /** A field of an entry of the mapping, in the document. */
  String entry(int index, String field) {
    return at.entry(spec.mapping(), index, field);
  }
}
