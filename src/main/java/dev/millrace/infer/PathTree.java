package dev.millrace.infer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The paths of a profile as a tree, in which objects may be kept whole again. One thread. */
final class PathTree {
  private final List<Place> roots = new ArrayList<>();

  private static final class Place {
    final PathProfile profile;
    final List<Place> members = new ArrayList<>();
    boolean whole;

    Place(PathProfile profile) {
      this.profile = profile;
      // A scalar or an array where other records have an object would be dirty for every path
      // below.
      whole = profile.expanded() > 0 && profile.present() - profile.nulls() > profile.expanded();
    }

    boolean isLeaf() {
      return whole || members.isEmpty();
    }

    void addTo(List<PathProfile> leaves) {
      if (!isLeaf()) {
        members.forEach(member -> member.addTo(leaves));
      } else if (whole || profile.expanded() == 0 || profile.nulls() > 0) {
        leaves.add(profile);
      }
    }
  }

  PathTree(List<PathProfile> paths) {
    Map<String, Place> places = new LinkedHashMap<>();
    for (PathProfile path : paths) {
      Place place = new Place(path);
      places.put(path.path(), place);
      Place parent =
          places.get(path.path().substring(0, Math.max(0, path.path().lastIndexOf('/'))));
      (parent == null ? roots : parent.members).add(place);
    }
  }

  /** The paths that become columns. An object that was always empty yields none. */
  List<PathProfile> leaves() {
    List<PathProfile> leaves = new ArrayList<>();
    roots.forEach(root -> root.addTo(leaves));
    return leaves;
  }

  /**
   * Keeps whole the object with the most columns among those with no expanded object in them; false
   * where none is.
   */
  boolean fold() {
    Place widest = widest(roots, null);
    if (widest == null) {
      return false;
    }
    widest.whole = true;
    return true;
  }

  private static Place widest(List<Place> places, Place soFar) {
    Place widest = soFar;
    for (Place place : places) {
      if (place.isLeaf()) {
        continue;
      }
      if (place.members.stream().anyMatch(member -> !member.isLeaf())) {
        widest = widest(place.members, widest);
      } else if (widest == null || place.members.size() > widest.members.size()) {
        widest = place;
      }
    }
    return widest;
  }
}
