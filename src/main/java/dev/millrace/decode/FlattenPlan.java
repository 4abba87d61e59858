package dev.millrace.decode;

import dev.millrace.spec.FieldPath;
import dev.millrace.spec.ParseSpec;
import java.util.List;

/**
 * What a mapping asks of each message: which paths, in which slots, under which limits. Slot
 * numbers are the indexes of the paths; the same path may fill several slots, and one path may lead
 * through another.
 *
 * <p>Immutable, so lanes may share one; each {@link RecordReader} grows a trie of its own from it.
 */
public final class FlattenPlan {
  /** Deeper paths are refused, because the reader goes down a path by recursion. */
  public static final int MAX_PATH_DEPTH = 1_000;

  private final List<FieldPath> paths;
  private final List<FieldPath> others;
  private final ParseSpec parse;
  private final Limits limits;

  private FlattenPlan(
      List<FieldPath> paths, List<FieldPath> others, ParseSpec parse, Limits limits) {
    this.paths = List.copyOf(paths);
    this.others = List.copyOf(others);
    this.parse = parse;
    this.limits = limits;
  }

  /**
   * The plan for these paths. Metadata paths get a slot that the reader leaves ABSENT: the caller
   * fills it.
   *
   * @throws IllegalArgumentException with a sentence for the user when a path has more than 1,000
   *     keys
   */
  public static FlattenPlan compile(List<FieldPath> paths, ParseSpec parse, Limits limits) {
    return compile(paths, List.of(), parse, limits);
  }

  /**
   * The same of one of several mappings.
   *
   * @param others paths that other mappings take of the same messages: elements of an array that
   *     they take are not told as left out by these
   */
  public static FlattenPlan compile(
      List<FieldPath> paths, List<FieldPath> others, ParseSpec parse, Limits limits) {
    for (FieldPath path : paths) {
      if (path.depth() > MAX_PATH_DEPTH) {
        throw new IllegalArgumentException(
            "a path has at most " + MAX_PATH_DEPTH + " keys, found one of " + path.depth());
      }
    }
    return new FlattenPlan(paths, others, parse, limits);
  }

  public int slots() {
    return paths.size();
  }

  ParseSpec parse() {
    return parse;
  }

  Limits limits() {
    return limits;
  }

  /** A fresh trie of the pointers among the paths. */
  Node trie() {
    Node root = new Node("");
    for (int slot = 0; slot < paths.size(); slot++) {
      if (!paths.get(slot).isMeta()) {
        root.add(paths.get(slot).segments(), slot);
      }
    }
    others.stream().filter(path -> !path.isMeta()).forEach(path -> root.know(path.segments()));
    root.cover(false);
    return root;
  }
}
