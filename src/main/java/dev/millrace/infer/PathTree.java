package dev.millrace.infer;

import dev.millrace.spec.FieldPath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The paths of a profile as a tree, in which objects may be kept whole ("folded") where a table has
 * no room for a column for each of their members. One thread.
 *
 * <p>The rule: the deepest objects are folded first, one level after the other, so that a greater
 * parse depth never gives fewer columns than a smaller one. Within a level those with the fewest
 * columns go first, of equals the one met last. When it fits, those that would fit open after all
 * are opened again, the last folded first. An object whose folding would not help is left alone
 * until nothing else is left of its level.
 */
final class PathTree {
  private final List<Place> roots = new ArrayList<>();

  private static final class Place {
    final PathProfile profile;
    final Place parent;
    final int depth;
    final List<Place> members = new ArrayList<>();
    final TableRoom column;
    final boolean taken;
    boolean whole;

    Place(PathProfile profile, Place parent, TableRoom column, boolean taken) {
      this.profile = profile;
      this.parent = parent;
      this.column = column;
      this.taken = taken;
      depth = parent == null ? 1 : parent.depth + 1;
      // A scalar or an array where other records have an object would be dirty for every path
      // below.
      whole = profile.expanded() > 0 && profile.present() - profile.nulls() > profile.expanded();
    }

    boolean isLeaf() {
      return whole || taken || members.isEmpty();
    }

    /** Whether this, as a leaf, is a column. */
    boolean isColumn() {
      boolean known = profile.present() > profile.nulls();
      return !taken && (whole || (known && (profile.expanded() == 0 || profile.nulls() > 0)));
    }

    boolean isHidden() {
      return parent != null && (parent.whole || parent.isHidden());
    }

    void addTo(List<PathProfile> leaves) {
      if (!isLeaf()) {
        members.forEach(member -> member.addTo(leaves));
      } else if (isColumn()) {
        leaves.add(profile);
      }
    }

    TableRoom room() {
      if (isLeaf()) {
        return isColumn() ? column : TableRoom.NONE;
      }
      return members.stream().map(Place::room).reduce(TableRoom.NONE, TableRoom::plus);
    }
  }

  /**
   * @param paths an object before its members, as profiles have them
   * @param taken paths that have their column already, with all that is below them
   */
  PathTree(List<PathProfile> paths, Set<String> taken) {
    Map<String, Place> places = new LinkedHashMap<>();
    ColumnNames names = new ColumnNames();
    for (PathProfile path : paths) {
      Place parent =
          places.get(path.path().substring(0, Math.max(0, path.path().lastIndexOf('/'))));
      TableRoom column =
          TableRoom.of(
              names.name(FieldPath.parse(path.path()).segments()), TypeChoice.of(path).type());
      Place place = new Place(path, parent, column, taken.contains(path.path()));
      places.put(path.path(), place);
      (parent == null ? roots : parent.members).add(place);
    }
  }

  /**
   * The paths that become columns. An object that was always empty yields none, nor does a path
   * that was only ever null.
   */
  List<PathProfile> leaves() {
    List<PathProfile> leaves = new ArrayList<>();
    roots.forEach(root -> root.addTo(leaves));
    return leaves;
  }

  /** What the columns take. */
  TableRoom room() {
    return roots.stream().map(Place::room).reduce(TableRoom.NONE, TableRoom::plus);
  }

  /**
   * Folds until the columns fit beside others, if they can.
   *
   * @return the paths that were folded, in the order they were met
   */
  List<String> foldToFit(TableRoom others) {
    List<Place> folded = new ArrayList<>();
    TableRoom room = room().plus(others);
    for (List<Place> level : levels()) {
      for (boolean helpful : new boolean[] {true, false}) {
        for (Place place : level) {
          TableRoom after = room.minus(place.room()).plus(place.column);
          if (room.hasTooMany() && !place.whole && (!helpful || room.isRelievedBy(after))) {
            place.whole = true;
            folded.add(place);
            room = after;
          }
        }
      }
    }
    if (!room.hasTooMany()) {
      reopen(folded, room);
    }
    return folded.stream()
        .filter(place -> place.whole && !place.isHidden())
        .map(place -> place.profile.path())
        .toList();
  }

  private static void reopen(List<Place> folded, TableRoom fitting) {
    TableRoom room = fitting;
    for (int i = folded.size() - 1; i >= 0; i--) {
      Place place = folded.get(i);
      if (!place.isHidden()) {
        place.whole = false;
        TableRoom opened = room.minus(place.column).plus(place.room());
        if (opened.hasTooMany()) {
          place.whole = true;
        } else {
          room = opened;
        }
      }
    }
  }

  /** The objects that may be folded, deepest level first, each level in its order. */
  private List<List<Place>> levels() {
    Map<Integer, List<Place>> levels = new TreeMap<>(Comparator.reverseOrder());
    roots.forEach(root -> collect(root, levels));
    for (List<Place> level : levels.values()) {
      Collections.reverse(level);
      level.sort(Comparator.comparingInt(PathTree::columns));
    }
    return List.copyOf(levels.values());
  }

  private static void collect(Place place, Map<Integer, List<Place>> levels) {
    if (place.isLeaf()) {
      return;
    }
    place.members.forEach(member -> collect(member, levels));
    if (columns(place) > 1) {
      levels.computeIfAbsent(place.depth, depth -> new ArrayList<>()).add(place);
    }
  }

  /** How many columns the object takes when all objects in it are folded. */
  private static int columns(Place place) {
    return (int) place.members.stream().filter(m -> !m.isLeaf() || m.isColumn()).count();
  }
}
