package dev.millrace.job;

import dev.millrace.answer.JobView;
import dev.millrace.timeline.DocumentDiff;
import dev.millrace.timeline.EntryKind;
import dev.millrace.timeline.JobTimeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a timeline says of a document that was altered. */
record EditEntry(String message, Map<String, Object> data) {
  /** Empty where nothing differs. */
  static Optional<EditEntry> of(JobView before, JobView now) {
    List<Map<String, Object>> changes = DocumentDiff.of(before.spec(), now.spec());
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    String pointers =
        changes.stream().map(c -> c.get("pointer").toString()).collect(Collectors.joining(", "));
    return Optional.of(
        new EditEntry(
            "the document was altered at " + pointers,
            Map.of("revision", now.revision(), "changes", changes)));
  }

  /**
   * @param actor name of a token or of a file, or null
   */
  void addTo(JobTimeline timeline, String actor) {
    timeline.add(EntryKind.EDIT, actor, message, data);
  }
}
