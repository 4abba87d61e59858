package dev.millrace.sink;

import dev.millrace.error.JobError;
import dev.millrace.error.RejectCode;
import dev.millrace.flow.WriteOutcome.RefusedRow;
import dev.millrace.model.TableSchema;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whose fault a refused row is, with what is known of the table: a duplicate's columns by the key
 * that the server names, and the table's own fault where the refusal is about a column that no
 * record fills. Immutable.
 */
public final class RefusalReason {
  /** MySQL puts the table before the key. */
  private static final Pattern KEY = Pattern.compile("for key '(?:.*\\.)?([^']*)'\\s*$");

  private final Map<String, List<String>> keys;
  private final Set<String> notMapped;

  private RefusalReason(Map<String, List<String>> keys, Set<String> notMapped) {
    this.keys = keys;
    this.notMapped = notMapped;
  }

  /**
   * @param table null where it is not known
   * @param columns that the records fill
   */
  public static RefusalReason of(TableSchema table, List<String> columns) {
    if (table == null) {
      return new RefusalReason(Map.of(), Set.of());
    }
    Set<String> filled = columns.stream().map(RefusalReason::folded).collect(Collectors.toSet());
    // A trigger may make of a record's values what does not fit; so may an expression.
    Set<String> notMapped =
        table.insertTrigger()
            ? Set.of()
            : table.columns().stream()
                .filter(column -> !column.generated())
                .map(column -> folded(column.name()))
                .filter(name -> !filled.contains(name))
                .collect(Collectors.toSet());
    return new RefusalReason(
        table.uniqueKeys().entrySet().stream()
            .collect(Collectors.toMap(e -> folded(e.getKey()), Map.Entry::getValue)),
        notMapped);
  }

  /** The row with the columns of the key, where the server named a key. */
  public RefusedRow named(RefusedRow row) {
    if (row.code() != RejectCode.DUPLICATE_KEY || row.column() != null) {
      return row;
    }
    Matcher key = KEY.matcher(row.message());
    List<String> columns = key.find() ? keys.get(folded(key.group(1))) : null;
    return columns == null
        ? row
        : new RefusedRow(
            row.segment(), row.row(), row.code(), String.join(", ", columns), row.message());
  }

  /** Why the row is refused through no fault of its record, or null. */
  JobError ofTable(RefusedRow row) {
    if (row.column() == null
        || !List.of(row.column().split(", ")).stream()
            .map(RefusalReason::folded)
            .allMatch(notMapped::contains)) {
      return null;
    }
    return JobError.of(
        "database",
        "table-default",
        "the table fills column '"
            + row.column()
            + "' itself, and refuses what it fills it with: "
            + row.message()
            + "; alter the column or its default, or map it");
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
