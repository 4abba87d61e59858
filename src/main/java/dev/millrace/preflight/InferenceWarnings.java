package dev.millrace.preflight;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.infer.ChangeEvents;
import dev.millrace.infer.Profile;
import dev.millrace.infer.Profiler;
import dev.millrace.infer.Suggestion;
import dev.millrace.model.Sample;
import dev.millrace.schema.InspectedTable;
import dev.millrace.spec.JobSpec;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What whoever signs an inferred mapping should know of it, and of the records it is made of. */
public final class InferenceWarnings {
  private static final int SHOWN = 10;

  /** The key that no record shares with another, as a user may write it into the mapping. */
  static final String RECORD_KEY =
      "[{\"path\": \"$topic\", \"column\": \"__topic\", \"type\": \"VARCHAR(249)\", \"key\": true},"
          + " {\"path\": \"$partition\", \"column\": \"__partition\", \"type\": \"INT\", \"key\":"
          + " true}, {\"path\": \"$offset\", \"column\": \"__offset\", \"type\": \"BIGINT\","
          + " \"key\": true}]";

  private InferenceWarnings() {}

  /**
   * What got fewer columns than its depth says, what got none, and what got another type by a few
   * of its values.
   *
   * @param given entries of the user's; those with a type are not told of
   * @param mapping where the document has, or would have, the mapping
   */
  public static List<Warning> of(
      Suggestion suggestion, Profile profile, List<MappingEntry> given, String mapping) {
    List<Warning> warnings = new ArrayList<>(depthReduced(suggestion));
    List<String> onlyNull =
        suggestion.onlyNull().stream().map(entry -> entry.path().text()).toList();
    if (!onlyNull.isEmpty()) {
      warnings.add(
          leftOut(
              mapping,
              paths(onlyNull)
                  + " had no value but null in the newest "
                  + profile.records()
                  + " records, so its type is not known, and "
                  + (onlyNull.size() == 1 ? "gets" : "get")
                  + " no column: map what you need, with a type"));
    }
    if (!suggestion.leftOut().isEmpty()) {
      warnings.add(
          leftOut(
              mapping,
              paths(suggestion.leftOut())
                  + ", rarest in the newest records, "
                  + (suggestion.leftOut().size() == 1 ? "gets" : "get")
                  + " no column, because "
                  + suggestion.limit()
                  + ": map whole objects, or fewer paths"));
    }
    List<MappingEntry> typed = new ArrayList<>(suggestion.mapping());
    for (int i = given.size() - 1; i >= 0; i--) {
      if (given.get(i).type() != null) {
        typed.remove(i);
      }
    }
    warnings.addAll(MixedTypesWarnings.of(profile, typed, mapping));
    if (profile.morePaths()) {
      warnings.add(
          leftOut(
              mapping,
              "the newest records have more paths than the "
                  + profile.paths().size()
                  + " that are looked at; later ones get no column: use fewer layers"));
    }
    return warnings;
  }

  static List<Warning> depthReduced(Suggestion suggestion) {
    return suggestion.folded().isEmpty()
        ? List.of()
        : List.of(
            Warning.at(
                "/parse/layers",
                WarningCode.DEPTH_REDUCED,
                paths(suggestion.folded())
                    + (suggestion.folded().size() == 1 ? " is" : " are")
                    + " kept whole as JSON, although the parse depth reaches into them, because "
                    + suggestion.limit()
                    + "; the deepest objects are kept whole first. Use fewer layers, or map the"
                    + " paths that you need"));
  }

  /**
   * What the newest records say of mappings that are stored already.
   *
   * @param inferred whether the engine made them
   * @param tables of the job as they were found; empty where they could not be read
   */
  public static List<Warning> ofStored(
      JobSpec spec, boolean inferred, List<InspectedTable> tables, List<Sample> samples) {
    List<Warning> warnings = new ArrayList<>(changeEvents(samples, spec.parse()));
    if (!inferred) {
      return warnings;
    }
    Profiler profiler = new Profiler(spec.parse());
    samples.forEach(profiler::add);
    Suggestion suggestion = Suggestion.of(profiler.profile(), spec.parse());
    Set<String> mapped = new HashSet<>();
    spec.tables().forEach(t -> t.mapping().forEach(entry -> mapped.add(entry.path().text())));
    if (mapped.containsAll(suggestion.folded())) {
      warnings.addAll(depthReduced(suggestion));
    }
    for (InspectedTable table : tables) {
      if (spec.exactlyOnce() && !table.isMissing() && table.found().uniqueKeys().isEmpty()) {
        warnings.addAll(
            noKey(
                table.job().spec().mapping(),
                "table '" + table.job().spec().table() + "' has neither primary nor unique",
                table.job().at().mapping()));
      }
    }
    return warnings;
  }

  private static Warning leftOut(String mapping, String message) {
    return Warning.at(mapping, WarningCode.LEFT_OUT, message);
  }

  /**
   * That the table to be made of a mapping has no key, and which it could have; none where one has.
   *
   * @param pointer where the document has, or would have, the mapping
   */
  public static List<Warning> noKey(List<MappingEntry> mapping, String reason, String pointer) {
    return mapping.isEmpty() || mapping.stream().anyMatch(MappingEntry::key)
        ? List.of()
        : List.of(
            Warning.at(
                pointer,
                WarningCode.NO_KEY,
                "no key was chosen for the table: "
                    + reason
                    + ". Upsert and replace need one, and records that are read again after a reset"
                    + " are there twice. Give \"key\": true to an entry that you know to be unique,"
                    + " or take the record's place, which always is: with \"infer\": \"rest\", "
                    + RECORD_KEY));
  }

  /** That messages are changes of a database's rows, where their shape says so. */
  public static List<Warning> changeEvents(List<Sample> samples, ParseSpec parse) {
    Optional<ChangeEvents.Found> found = ChangeEvents.in(samples, parse.root());
    return found.map(InferenceWarnings::changeEvents).map(List::of).orElse(List.of());
  }

  private static Warning changeEvents(ChangeEvents.Found found) {
    String seen =
        "%d of the newest %d records look like %s, recognised by %s"
            .formatted(found.events(), found.records(), found.format(), found.evidence());
    String means =
        found.format().contains("tombstones")
            ? ": a tombstone is counted and passed over, so the row that it deletes stays in"
                + " the table"
            : " ("
                + found.deletes()
                + " of them deletes): changes are not applied, each message is written as a row as"
                + " it is, a delete too, and tombstones are passed over";
    return Warning.at(
        "/source",
        WarningCode.CHANGE_EVENTS,
        seen
            + means
            + ". Take the table for a log of changes (mode insert), or feed the job from a topic"
            + " that holds rows and no deletes");
  }

  private static String paths(List<String> paths) {
    String shown = paths.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return paths.size() <= SHOWN ? shown : shown + " and " + (paths.size() - SHOWN) + " more";
  }
}
