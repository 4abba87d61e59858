package dev.millrace.preflight;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import java.util.List;

/** What the newest records have and the table does not get, because no entry takes it. */
final class UnmappedWarnings {
  private static final int SHOWN_ELEMENTS = 5;
  private static final int SHOWN_PATHS = 10;

  private UnmappedWarnings() {}

  /** Elements of arrays that entries with an index leave out, which is easily meant otherwise. */
  static List<Warning> elements(String mapping, List<String> unmapped, int records) {
    List<String> elements =
        unmapped.stream().filter(UnmappedWarnings::isElements).limit(SHOWN_ELEMENTS).toList();
    return elements.isEmpty()
        ? List.of()
        : List.of(
            Warning.at(
                mapping,
                WarningCode.ELEMENTS_LEFT_OUT,
                "the newest %d records have array elements that no entry takes: %s; entries with an index take one element each. Map the array as a whole (type JSON) to keep them all"
                    .formatted(records, String.join(", ", elements))));
  }

  /** All others, which may be meant so. */
  static List<Warning> paths(String mapping, List<String> unmapped, int records) {
    List<String> paths = unmapped.stream().filter(path -> !isElements(path)).toList();
    if (paths.isEmpty()) {
      return List.of();
    }
    String shown = String.join(", ", paths.subList(0, Math.min(SHOWN_PATHS, paths.size())));
    String more =
        paths.size() > SHOWN_PATHS ? " and " + (paths.size() - SHOWN_PATHS) + " more" : "";
    return List.of(
        Warning.at(
            mapping,
            WarningCode.UNMAPPED_PATHS,
            "the newest %d records have paths that no entry takes, so the table gets nothing of them: %s%s. Add entries for those that you want, or leave them to \"infer\": \"rest\"; those that you do not want need nothing"
                .formatted(records, shown, more)));
  }

  private static boolean isElements(String path) {
    return path.endsWith("/*");
  }
}
