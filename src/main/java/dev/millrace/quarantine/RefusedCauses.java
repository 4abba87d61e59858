package dev.millrace.quarantine;

import dev.millrace.answer.ReplayReport.Cause;
import dev.millrace.error.ReplayRejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts records that stay in quarantine by what they do not fit. At most {@link Cause#MAX_CAUSES}
 * are told apart, those that were met first. One thread.
 */
final class RefusedCauses {
  private final Map<Key, List<ReplayRejection>> examples = new LinkedHashMap<>();
  private final Map<Key, Long> counts = new LinkedHashMap<>();

  private record Key(String table, String code, String column) {}

  void add(ReplayRejection rejection) {
    Key key = new Key(rejection.table(), rejection.code(), rejection.column());
    if (counts.containsKey(key) || counts.size() < Cause.MAX_CAUSES) {
      counts.merge(key, 1L, Long::sum);
      List<ReplayRejection> some = examples.computeIfAbsent(key, k -> new ArrayList<>());
      if (some.size() < Cause.MAX_EXAMPLES) {
        some.add(rejection);
      }
    }
  }

  /** The most frequent one first. */
  List<Cause> told() {
    return counts.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .map(
            one ->
                new Cause(
                    one.getKey().table(),
                    one.getKey().code(),
                    one.getKey().column(),
                    one.getValue(),
                    examples.get(one.getKey())))
        .toList();
  }
}
