package dev.millrace.lane;

import dev.millrace.spec.FieldPath;
import dev.millrace.spec.MappingEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Of what the readers of several tables found without an entry each, what none of them takes. A
 * table's reader knows its own paths only: it lists {@code /a} whole where another table takes
 * {@code /a/b}, whose reader then tells what is left of {@code /a}; and it lists {@code /a/c} where
 * another takes all of {@code /a}. Event loop only.
 */
final class UnmappedPaths {
  /** As many as one reader lists. */
  private static final int MAX = 1_000;

  private final Set<String> taken = new HashSet<>();

  /** What leads to them. */
  private final Set<String> leading = new HashSet<>();

  private final Set<String> told = new HashSet<>();

  /**
   * @param paths of the entries of all tables
   */
  UnmappedPaths(Collection<FieldPath> paths) {
    for (FieldPath path : paths) {
      if (!path.isMeta()) {
        taken.add(path.text());
        for (int end = parent(path.text()); end > 0; end = parent(path.text().substring(0, end))) {
          leading.add(path.text().substring(0, end));
        }
      }
    }
  }

  static UnmappedPaths ofTables(List<TablePlan> tables) {
    return new UnmappedPaths(
        tables.stream()
            .flatMap(table -> table.targets().stream())
            .map(ColumnBinding::entry)
            .map(MappingEntry::path)
            .toList());
  }

  /** Those that were not told before; at most 1,000 in all. */
  List<String> of(List<String> met) {
    List<String> unmapped = new ArrayList<>();
    for (String path : met) {
      if (!isTaken(path) && told.size() < MAX && told.add(path)) {
        unmapped.add(path);
      }
    }
    return unmapped;
  }

  /** Also what lies in what is taken whole, and what is taken in part. */
  private boolean isTaken(String path) {
    if (leading.contains(path)) {
      return true;
    }
    for (int end = path.length(); end > 0; end = parent(path.substring(0, end))) {
      if (taken.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private static int parent(String pointer) {
    return pointer.lastIndexOf('/');
  }
}
