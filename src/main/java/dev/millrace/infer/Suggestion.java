package dev.millrace.infer;

import dev.millrace.model.ColumnType;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A mapping for records like those profiled: a column for each leaf, in the order first met, of a
 * type that takes every value the samples had there, with room for what may come.
 *
 * <ul>
 *   <li>A path that is an object in some records and a scalar or an array in others is kept whole,
 *       as JSON.
 *   <li>A path that was only ever null tells nothing of its type and is left out.
 *   <li>The table can always be created. Where there are too many columns, objects are kept whole,
 *       as JSON, by the rule of {@link PathTree}; where that is not enough, the paths least often
 *       present are left out. Where rows are too wide, the longest VARCHARs become TEXT.
 *   <li>One path is the key where {@link KeyChoice} finds that safe.
 * </ul>
 *
 * <p>What was kept whole and what was left out is told, so that it can be said.
 */
public final class Suggestion {
  /** InnoDB's index prefix of 3,072 bytes takes this and more. */
  private static final long MAX_KEY_CHARS = 255;

  private final List<MappingEntry> mapping;
  private final List<MappingEntry> onlyNull;
  private final KeyChoice key;
  private final List<String> folded;
  private final String limit;
  private final List<String> leftOut;

  private Suggestion(
      List<MappingEntry> mapping,
      List<MappingEntry> onlyNull,
      KeyChoice key,
      List<String> folded,
      String limit,
      List<String> leftOut) {
    this.mapping = List.copyOf(mapping);
    this.onlyNull = List.copyOf(onlyNull);
    this.key = key;
    this.folded = List.copyOf(folded);
    this.limit = limit;
    this.leftOut = List.copyOf(leftOut);
  }

  /** A mapping of everything. */
  public static Suggestion of(Profile profile, ParseSpec parse) {
    return of(profile, parse, List.of(), true);
  }

  /**
   * A mapping of what some entries leave.
   *
   * @param given entries that stand first and win: their paths, and what is below them, get no
   *     other column, their columns are not taken again. One without a type gets that of its path
   * @param mayKey whether a key may be chosen where none of {@code given} is one
   * @param about names that tell what the records are about, such as the topic's
   */
  public static Suggestion of(
      Profile profile, ParseSpec parse, List<MappingEntry> given, boolean mayKey, String... about) {
    if (parse.layers() == 0 && given.isEmpty()) {
      return new Suggestion(
          List.of(MappingEntry.of("$value", "__value__", "LONGTEXT")),
          List.of(),
          KeyChoice.none("with \"layers\": 0 messages are not parsed"),
          List.of(),
          "",
          List.of());
    }
    List<MappingEntry> typed = GivenEntries.typed(given, profile);
    Set<String> taken = new HashSet<>();
    given.forEach(entry -> taken.add(entry.path().text()));
    List<PathProfile> paths = parse.layers() == 0 ? List.of() : profile.paths();
    PathTree tree = new PathTree(paths, taken);
    TableRoom others = GivenEntries.room(typed);
    String limit = tree.room().plus(others).excess();
    List<String> folded = tree.foldToFit(others);
    Columns all = Columns.of(tree.leaves(), given);
    Columns columns = all.fitting(given, others).narrowed(others);
    List<String> candidates = columns.keyCandidates(profile.records());
    boolean chooses = mayKey && given.stream().noneMatch(MappingEntry::key);
    KeyChoice key =
        chooses
            ? KeyChoice.of(candidates, profile.records(), paths, List.of(about))
            : new KeyChoice(null, "the mapping says it", candidates);
    List<MappingEntry> mapping = new ArrayList<>(typed);
    for (MappingEntry entry : columns.entries()) {
      mapping.add(entry.path().text().equals(key.path()) ? entry.asKey() : entry);
    }
    return new Suggestion(
        mapping, onlyNull(paths, taken, columns, given), key, folded, limit, columns.missing(all));
  }

  private static List<MappingEntry> onlyNull(
      List<PathProfile> paths, Set<String> taken, Columns columns, List<MappingEntry> given) {
    List<PathProfile> nulls =
        paths.stream()
            .filter(p -> p.present() == p.nulls() && p.present() > 0)
            .filter(p -> taken.stream().noneMatch(t -> (p.path() + "/").startsWith(t + "/")))
            .filter(p -> columns.paths().stream().noneMatch(c -> isBelow(p.path(), c.path())))
            .toList();
    ColumnNames names = new ColumnNames();
    given.forEach(entry -> names.reserve(entry.column()));
    columns.names().forEach(names::reserve);
    List<MappingEntry> entries = new ArrayList<>();
    for (PathProfile path : nulls) {
      FieldPath parsed = FieldPath.parse(path.path());
      entries.add(MappingEntry.of(path.path(), names.name(parsed.segments()), null));
    }
    return entries;
  }

  private static boolean isBelow(String path, String other) {
    return path.startsWith(other + "/");
  }

  /** Entries whose table can be created and that every sampled value fits. */
  public List<MappingEntry> mapping() {
    return mapping;
  }

  /** Paths that were only ever null, with the names their columns would have; without types. */
  public List<MappingEntry> onlyNull() {
    return onlyNull;
  }

  /** The key, and why. */
  public KeyChoice key() {
    return key;
  }

  /**
   * JSON Pointers of mapped paths that could be a primary key: integers or short strings, in each
   * of at least two records, never null and never twice the same.
   */
  public List<String> keyCandidates() {
    return key.candidates();
  }

  /** Objects above the parse depth that are kept whole because the table has no room for them. */
  public List<String> folded() {
    return folded;
  }

  /** Which limit of the table called for fewer columns, in words; empty where none did. */
  public String limit() {
    return limit;
  }

  /** Paths that get no column because the table has no room even so. */
  public List<String> leftOut() {
    return leftOut;
  }

  /** Paths with the names and types of their columns, side by side. */
  private record Columns(List<PathProfile> paths, List<String> names, List<TypeChoice> choices) {
    static Columns of(List<PathProfile> paths, List<MappingEntry> given) {
      ColumnNames names = new ColumnNames();
      given.forEach(entry -> names.reserve(entry.column()));
      return new Columns(
          paths,
          paths.stream().map(path -> names.name(FieldPath.parse(path.path()).segments())).toList(),
          paths.stream().map(TypeChoice::of).toList());
    }

    List<ColumnType> types() {
      return choices.stream().map(TypeChoice::type).toList();
    }

    TableRoom room() {
      return TableRoom.of(names, types());
    }

    /**
     * As many as there is room for of the paths that are most often present; of equals the first
     * met.
     */
    Columns fitting(List<MappingEntry> given, TableRoom others) {
      List<PathProfile> byPresence = new ArrayList<>(paths);
      byPresence.sort(Comparator.comparingLong(PathProfile::present).reversed());
      int fits = 0;
      int tooMany = paths.size() + 1;
      while (fits + 1 < tooMany) {
        int half = (fits + tooMany) / 2;
        Columns tried = of(byPresence.subList(0, half), given);
        boolean over = tried.room().plus(others).hasTooMany();
        fits = over ? fits : half;
        tooMany = over ? half : tooMany;
      }
      Set<String> kept = new HashSet<>();
      byPresence.subList(0, fits).forEach(path -> kept.add(path.path()));
      return of(paths.stream().filter(path -> kept.contains(path.path())).toList(), given);
    }

    /** Paths of {@code all} that are not here. */
    List<String> missing(Columns all) {
      Set<String> here = new HashSet<>();
      paths.forEach(path -> here.add(path.path()));
      return all.paths.stream().map(PathProfile::path).filter(p -> !here.contains(p)).toList();
    }

    /** With the longest VARCHARs as TEXT, as few as it takes. */
    Columns narrowed(TableRoom others) {
      Columns narrowed = this;
      while (narrowed.room().plus(others).isTooWide()) {
        List<TypeChoice> types = new ArrayList<>(narrowed.choices);
        int longest = -1;
        for (int i = 0; i < types.size(); i++) {
          if (chars(types.get(i)) > 0 && (longest < 0 || isRatherText(i, longest, types))) {
            longest = i;
          }
        }
        if (longest < 0) {
          return narrowed; // the given columns alone are too wide
        }
        types.set(
            longest,
            new TypeChoice(TypeChoice.clob(paths.get(longest)), types.get(longest).epoch()));
        narrowed = new Columns(paths, names, types);
      }
      return narrowed;
    }

    /** The longer one; of equals one that is no candidate for a key, and then the last met. */
    private boolean isRatherText(int i, int than, List<TypeChoice> types) {
      int longer = Long.compare(chars(types.get(i)), chars(types.get(than)));
      return longer > 0 || (longer == 0 && (paths.get(than).unique() || !paths.get(i).unique()));
    }

    List<MappingEntry> entries() {
      List<MappingEntry> entries = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        MappingEntry entry =
            MappingEntry.of(paths.get(i).path(), names.get(i), types().get(i).sql());
        entries.add(GivenEntries.withEpoch(entry, choices.get(i).epoch()));
      }
      return entries;
    }

    List<String> keyCandidates(long records) {
      List<String> candidates = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        boolean fits =
            choices.get(i).type().base() == ColumnType.Base.BIGINT
                || (chars(choices.get(i)) <= MAX_KEY_CHARS && chars(choices.get(i)) > 0);
        if (fits && paths.get(i).unique() && records > 1) {
          candidates.add(paths.get(i).path());
        }
      }
      return candidates;
    }

    private static long chars(TypeChoice choice) {
      return choice.type().base() == ColumnType.Base.VARCHAR ? choice.type().length() : 0;
    }
  }
}
