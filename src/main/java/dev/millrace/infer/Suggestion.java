package dev.millrace.infer;

import dev.millrace.model.ColumnType;
import dev.millrace.model.FieldPath;
import dev.millrace.model.MappingEntry;
import dev.millrace.model.ParseSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A mapping for records like those profiled: a column for each leaf, in the order first met, of a
 * type that takes every value the samples had there. No column is a key; candidates are listed.
 *
 * <ul>
 *   <li>A path that is an object in some records and a scalar or an array in others is kept whole,
 *       as JSON.
 *   <li>A path that was only ever null becomes JSON, which takes whatever may come.
 *   <li>The table can always be created. Where there are too many columns, the objects with most of
 *       them are kept whole, as JSON; where that is not enough, the paths least often present are
 *       left out (the job will list them as unmapped). Where rows are too wide, the longest
 *       VARCHARs become TEXT.
 * </ul>
 */
public final class Suggestion {
  /** InnoDB's index prefix of 3,072 bytes takes this and more. */
  private static final long MAX_KEY_CHARS = 255;

  private final List<MappingEntry> mapping;
  private final List<String> keyCandidates;

  private Suggestion(List<MappingEntry> mapping, List<String> keyCandidates) {
    this.mapping = List.copyOf(mapping);
    this.keyCandidates = List.copyOf(keyCandidates);
  }

  public static Suggestion of(Profile profile, ParseSpec parse) {
    if (parse.layers() == 0) {
      return new Suggestion(List.of(MappingEntry.of("$value", "__value__", "LONGTEXT")), List.of());
    }
    PathTree tree = new PathTree(profile.paths());
    while (tree.leaves().size() > TableRoom.MAX_COLUMNS && tree.fold()) {}
    Columns columns = Columns.of(tree.leaves());
    while (columns.room().hasTooMany() && tree.fold()) {
      columns = Columns.of(tree.leaves());
    }
    columns = columns.fitting().narrowed();
    return new Suggestion(columns.entries(), columns.keyCandidates(profile.records()));
  }

  /** Entries whose table can be created and that every sampled value fits. */
  public List<MappingEntry> mapping() {
    return mapping;
  }

  /**
   * JSON Pointers of mapped paths that could be a primary key: integers or short strings, in each
   * of at least two records, never null and never twice the same.
   */
  public List<String> keyCandidates() {
    return keyCandidates;
  }

  /** Paths with the names and types of their columns, side by side. */
  private record Columns(List<PathProfile> paths, List<String> names, List<ColumnType> types) {
    static Columns of(List<PathProfile> paths) {
      ColumnNames names = new ColumnNames();
      return new Columns(
          paths,
          paths.stream().map(path -> names.name(FieldPath.parse(path.path()).segments())).toList(),
          paths.stream().map(TypeChoice::of).toList());
    }

    TableRoom room() {
      return TableRoom.of(names, types);
    }

    /**
     * As many as there is room for of the paths that are most often present; of equals the first
     * met.
     */
    Columns fitting() {
      List<PathProfile> byPresence = new ArrayList<>(paths);
      byPresence.sort(Comparator.comparingLong(PathProfile::present).reversed());
      int fits = 0;
      int tooMany = paths.size() + 1;
      while (fits + 1 < tooMany) {
        int half = (fits + tooMany) / 2;
        boolean over = of(byPresence.subList(0, half)).room().hasTooMany();
        fits = over ? fits : half;
        tooMany = over ? half : tooMany;
      }
      Set<String> kept = new HashSet<>();
      byPresence.subList(0, fits).forEach(path -> kept.add(path.path()));
      return of(paths.stream().filter(path -> kept.contains(path.path())).toList());
    }

    /** With the longest VARCHARs as TEXT, as few as it takes. */
    Columns narrowed() {
      Columns narrowed = this;
      while (narrowed.room().isTooWide()) {
        List<ColumnType> types = new ArrayList<>(narrowed.types);
        int longest = 0;
        for (int i = 0; i < types.size(); i++) {
          longest = varcharChars(types.get(i)) > varcharChars(types.get(longest)) ? i : longest;
        }
        types.set(longest, TypeChoice.clob(paths.get(longest)));
        narrowed = new Columns(paths, names, types);
      }
      return narrowed;
    }

    List<MappingEntry> entries() {
      List<MappingEntry> entries = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        entries.add(MappingEntry.of(paths.get(i).path(), names.get(i), types.get(i).sql()));
      }
      return entries;
    }

    List<String> keyCandidates(long records) {
      List<String> candidates = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        boolean fits =
            types.get(i).base() == ColumnType.Base.BIGINT
                || (varcharChars(types.get(i)) <= MAX_KEY_CHARS && varcharChars(types.get(i)) > 0);
        if (fits && paths.get(i).unique() && records > 1) {
          candidates.add(paths.get(i).path());
        }
      }
      return candidates;
    }

    private static long varcharChars(ColumnType type) {
      return type.base() == ColumnType.Base.VARCHAR ? type.length() : 0;
    }
  }
}
