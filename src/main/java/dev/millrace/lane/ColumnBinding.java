package dev.millrace.lane;

import dev.millrace.coerce.Coercion;
import dev.millrace.coerce.Coercions;
import dev.millrace.dialect.Dialects;
import dev.millrace.dialect.Feature;
import dev.millrace.model.Column;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.Rounding;

/**
 * A mapping entry joined to the column it fills.
 *
 * @param table the name of the column's table
 * @param meta which metadata fills it, or null where the message does
 * @param absentDefault whether an absent path writes the column's default
 * @param nullDefault whether NULL writes the column's default, because the column takes no NULL and
 *     has one
 * @param serverCounts whether the default is the server's next number
 * @param keepsRounded whether values with more digits than the column keeps are written rounded
 */
public record ColumnBinding(
    String table,
    MappingEntry entry,
    Column column,
    Coercion coercion,
    FieldPath.Meta meta,
    boolean absentDefault,
    boolean nullDefault,
    boolean serverCounts,
    boolean keepsRounded) {

  static ColumnBinding of(String table, MappingEntry entry, Column column, JobSpec job) {
    boolean nullDefault = !column.nullable() && column.hasDefault();
    return new ColumnBinding(
        table,
        entry,
        column,
        Coercions.of(column, entry, job.timeZone()),
        entry.path().meta(),
        (entry.absent() == MappingEntry.Absent.DEFAULT && column.nullable()) || nullDefault,
        nullDefault,
        column.autoIncrement()
            && Dialects.of(job.destination().dialect()).can(Feature.AUTO_INCREMENT),
        (entry.rounding() == null ? job.rounding() : entry.rounding()) == Rounding.ROUND);
  }
}
