package dev.millrace.infer;

import dev.millrace.spec.MappingEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A path whose column would have another type if the kind of value that is usual there had been met
 * alone.
 *
 * @param entry the path and its column, with the type that takes everything
 * @param counts how often each type label of a profile was met, null left out; the usual ones first
 * @param kept the type that the usual values alone would have; empty where these are objects whose
 *     members would have columns
 * @param firstOther where the first unusual value is
 */
public record MixedTypes(
    MappingEntry entry, Map<String, Long> counts, Optional<String> kept, RecordPlace firstOther) {
  private static final Set<String> NUMBERS = Set.of("integer", "decimal");

  /**
   * @param inferred entries whose types were chosen by the profile
   */
  public static List<MixedTypes> in(Profile profile, List<MappingEntry> inferred) {
    Map<String, PathProfile> paths =
        profile.paths().stream().collect(Collectors.toMap(PathProfile::path, Function.identity()));
    List<MixedTypes> mixed = new ArrayList<>();
    for (MappingEntry entry : inferred) {
      PathProfile path = paths.get(entry.path().text());
      if (path != null && entry.type() != null) {
        of(entry, path).ifPresent(mixed::add);
      }
    }
    return mixed;
  }

  /** How many values are not of the usual kind. */
  public long others() {
    Set<String> usual = kindOf(counts.keySet().iterator().next());
    return counts.entrySet().stream()
        .filter(count -> !usual.contains(count.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Optional<MixedTypes> of(MappingEntry entry, PathProfile path) {
    List<String> met = path.types().keySet().stream().filter(t -> !t.equals("null")).toList();
    if (met.isEmpty()) {
      return Optional.empty();
    }
    Set<String> usual =
        met.stream()
            .map(MixedTypes::kindOf)
            .max(Comparator.comparingLong(kind -> kind.stream().mapToLong(path::count).sum()))
            .orElseThrow();
    List<String> others = met.stream().filter(type -> !usual.contains(type)).toList();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    PathProfile alone = path.withOnly(usual);
    boolean members = alone.expanded() > 0;
    var type = TypeChoice.of(alone).type();
    if (!members && type.base() == TypeChoice.of(path).type().base()) {
      return Optional.empty();
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    met.stream().filter(usual::contains).forEach(t -> counts.put(t, path.count(t)));
    others.forEach(t -> counts.put(t, path.count(t)));
    return Optional.of(
        new MixedTypes(
            entry,
            counts,
            members ? Optional.empty() : Optional.of(type.sql()),
            path.firsts().get(others.get(0))));
  }

  /** Integers and decimals have a type for both. */
  private static Set<String> kindOf(String type) {
    return NUMBERS.contains(type) ? NUMBERS : Set.of(type);
  }
}
