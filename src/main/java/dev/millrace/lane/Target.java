package dev.millrace.lane;

import dev.millrace.coerce.Coercion;
import dev.millrace.model.Column;
import dev.millrace.model.Dialect;
import dev.millrace.model.FieldPath;
import dev.millrace.model.MappingEntry;
import java.time.ZoneId;

/**
 * A mapping entry joined to the column it fills.
 *
 * @param meta which metadata fills it, or null where the message does
 * @param absentDefault whether an absent path writes the column's default
 * @param nullDefault whether NULL writes the column's default, because the column takes no NULL and
 *     has one
 * @param serverCounts whether the default is the server's next number
 */
record Target(
    MappingEntry entry,
    Column column,
    Coercion coercion,
    FieldPath.Meta meta,
    boolean absentDefault,
    boolean nullDefault,
    boolean serverCounts) {

  static Target of(MappingEntry entry, Column column, Dialect dialect, ZoneId zone) {
    boolean nullDefault = !column.nullable() && column.hasDefault();
    return new Target(
        entry,
        column,
        Coercion.of(column, entry, zone),
        entry.path().meta(),
        entry.absent() == MappingEntry.Absent.DEFAULT || nullDefault,
        nullDefault,
        column.autoIncrement() && dialect.hasTransactions());
  }
}
