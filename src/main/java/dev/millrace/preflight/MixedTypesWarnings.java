package dev.millrace.preflight;

import dev.millrace.error.Warning;
import dev.millrace.error.WarningCode;
import dev.millrace.infer.MixedTypes;
import dev.millrace.infer.Profile;
import dev.millrace.spec.MappingEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says where a few values of another kind made a column wider than its usual values need. No value
 * is shown, only where the first is.
 */
final class MixedTypesWarnings {
  private static final int SHOWN = 10;

  private MixedTypesWarnings() {}

  /**
   * One for each path, up to ten.
   *
   * @param inferred entries whose types were chosen by the profile
   * @param mapping where the document has, or would have, the mapping
   */
  static List<Warning> of(Profile profile, List<MappingEntry> inferred, String mapping) {
    List<MixedTypes> mixed = MixedTypes.in(profile, inferred);
    List<Warning> warnings = new ArrayList<>();
    mixed.stream().limit(SHOWN).forEach(one -> warnings.add(warning(mapping, sentence(one))));
    if (mixed.size() > SHOWN) {
      warnings.add(
          warning(
              mapping,
              (mixed.size() - SHOWN) + " more paths have values of several kinds likewise"));
    }
    return warnings;
  }

  private static Warning warning(String mapping, String message) {
    return Warning.at(mapping, WarningCode.MIXED_TYPES, message);
  }

  private static String sentence(MixedTypes mixed) {
    String met =
        mixed.counts().entrySet().stream()
            .map(count -> words(count.getKey(), count.getValue()))
            .collect(Collectors.joining(", "));
    return mixed.entry().path().text()
        + " has "
        + met
        + " in the newest records ("
        + (mixed.others() == 1 ? "it is" : "the first of the others is")
        + " at partition "
        + mixed.firstOther().partition()
        + " offset "
        + mixed.firstOther().offset()
        + "): column '"
        + mixed.entry().column()
        + "' is "
        + mixed.entry().type().sql()
        + (mixed.others() == 1 ? " because of that one. " : " because of these. ")
        + mixed
            .kept()
            .map(
                type ->
                    "Give the path an entry with a type to keep "
                        + type
                        + "; values that do not fit it are then dirty (dirtyData)")
            .orElse(
                "Give the paths below it entries with types to have a column for each; records"
                    + " without the object are then dirty (dirtyData)");
  }

  private static String words(String type, long count) {
    return count + " " + (type.equals("string") ? "text" : type) + (count == 1 ? "" : "s");
  }
}
