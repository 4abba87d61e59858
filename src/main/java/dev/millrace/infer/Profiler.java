package dev.millrace.infer;

import dev.millrace.decode.Leaf;
import dev.millrace.decode.LeafWalker;
import dev.millrace.decode.Limits;
import dev.millrace.error.RejectCode;
import dev.millrace.model.Sample;
import dev.millrace.spec.ParseSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks at samples one after the other. Malformed ones are counted and passed over, tombstones
 * passed over. One thread.
 *
 * <p>Memory: a profile for each of at most {@link #MAX_PATHS} paths; later ones are left out.
 */
public final class Profiler {
  static final int MAX_PATHS = 10_000;

  private final LeafWalker walker;
  private final Map<String, PathStats> paths = new LinkedHashMap<>();
  private long rows;
  private long malformed;
  private long tombstones;
  private boolean morePaths;

  /** With the engine's own limits. */
  public Profiler(ParseSpec parse) {
    this(parse, Limits.DEFAULT);
  }

  public Profiler(ParseSpec parse, Limits limits) {
    walker = new LeafWalker(parse, limits);
  }

  /** Looks at one more; null, or why it is malformed. */
  public RejectCode add(Sample sample) {
    byte[] value = sample.value();
    if (value == null) {
      tombstones++;
      return null;
    }
    List<List<Leaf>> read = new ArrayList<>();
    RejectCode reason = walker.walk(value, 0, value.length, (leaves, index) -> read.add(leaves));
    if (reason != null) {
      malformed++;
      return reason;
    }
    for (List<Leaf> row : read) {
      rows++;
      for (Leaf leaf : row) {
        PathStats stats = paths.get(leaf.path());
        if (stats == null && paths.size() < MAX_PATHS) {
          stats = new PathStats(leaf.path());
          paths.put(leaf.path(), stats);
        }
        if (stats != null) {
          stats.add(leaf, rows, sample);
        }
        morePaths |= stats == null;
      }
    }
    return null;
  }

  public Profile profile() {
    return new Profile(
        rows,
        malformed,
        tombstones,
        morePaths,
        paths.values().stream().map(stats -> stats.profile(rows)).toList());
  }
}
