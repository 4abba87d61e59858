package dev.millrace.infer;

import dev.millrace.decode.Leaf;
import dev.millrace.decode.LeafWalker;
import dev.millrace.decode.Limits;
import dev.millrace.model.PartitionId;
import dev.millrace.model.Sample;
import dev.millrace.spec.ParseSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns the paths of the first records of each partition and the kinds of their values, and from
 * then on notes paths that were not among them, and kinds that a path did not have. A null is no
 * kind: that a value is missing is no change of what it is. Malformed records are passed over. One
 * thread at a time; takes as long as parsing takes, so not for an event loop.
 *
 * <p>Memory: {@link #MAX_PATHS} paths of {@link #MAX_PATH_CHARS} characters at most, and {@link
 * #MAX_CHANGES} changes with a few examples. What is beyond that is not told.
 */
public final class DriftProfile {
  static final int MAX_PATHS = 4_000;
  static final int MAX_CHANGES = 1_000;
  static final int MAX_PATH_CHARS = 512;
  static final int MAX_EXAMPLES = 3;
  static final int EXAMPLE_CHARS = 128;

  /** From so many records of a partition it learns, or from those of so long; what ends first. */
  static final int LEARNED_RECORDS = 500;

  static final long LEARNED_NANOS = 60_000_000_000L;

  private final LeafWalker walker;

  /** Paths that the mapping takes: they are not new, though none of the first records has them. */
  private final Set<String> mapped;

  private final Map<String, Known> paths = new HashMap<>();
  private final Map<String, Change> changes = new LinkedHashMap<>();
  private final Map<PartitionId, Beginning> beginnings = new HashMap<>();
  private long records;

  /** Whether there were more paths than are known, so that what is new cannot be told. */
  private boolean overflown;

  /**
   * @param mapped paths that are taken
   */
  public DriftProfile(ParseSpec parse, Collection<String> mapped) {
    walker = new LeafWalker(parse, Limits.DEFAULT);
    this.mapped = Set.copyOf(mapped);
  }

  /** A path that is new, or has values of new kinds. */
  public record Found(
      String path,
      boolean isNew,
      Map<String, Long> types,
      long records,
      Sample first,
      List<String> examples) {}

  /** How many of the sampled records have each kind here, and which kinds were learned. */
  private static final class Known {
    final Map<String, Long> types = new LinkedHashMap<>();
    final Set<String> learned = new HashSet<>();
    final boolean isNew;

    Known(boolean isNew) {
      this.isNew = isNew;
    }
  }

  private static final class Change {
    final Sample first;
    final List<String> examples = new ArrayList<>();
    long records;

    /** The record is counted once, though several rows of it have the path. */
    long counted;

    Change(Sample first) {
      // Its place is told, not its bytes.
      this.first =
          new Sample(
              first.topic(),
              first.partition(),
              first.offset(),
              first.timestamp(),
              null,
              Map.of(),
              null);
    }
  }

  public void add(Sample sample, long nowNanos) {
    if (sample.value() == null) {
      return;
    }
    List<Leaf> leaves = new ArrayList<>();
    boolean read =
        walker.walk(sample.value(), 0, sample.value().length, (row, index) -> leaves.addAll(row))
            == null;
    if (!read) {
      return;
    }
    records++;
    boolean learning =
        beginnings
            .computeIfAbsent(
                new PartitionId(sample.topic(), sample.partition()), of -> new Beginning(nowNanos))
            .goesOn(nowNanos);
    leaves.forEach(leaf -> add(leaf, sample, learning));
  }

  /** While the records of a partition are learned from. */
  private static final class Beginning {
    private final long firstNanos;
    private int records;
    private boolean ended;

    Beginning(long firstNanos) {
      this.firstNanos = firstNanos;
    }

    boolean goesOn(long nowNanos) {
      ended = ended || ++records > LEARNED_RECORDS || nowNanos - firstNanos > LEARNED_NANOS;
      return !ended;
    }
  }

  private void add(Leaf leaf, Sample sample, boolean learning) {
    if (leaf.path().length() > MAX_PATH_CHARS) {
      return;
    }
    Known known = paths.get(leaf.path());
    if (known == null) {
      if (paths.size() == MAX_PATHS || (overflown && !mapped.contains(leaf.path()))) {
        overflown = true;
        return;
      }
      known = new Known(!learning && !mapped.contains(leaf.path()));
      paths.put(leaf.path(), known);
    }
    String type = PathStats.type(leaf);
    known.types.merge(type, 1L, Long::sum);
    if (known.isNew) {
      change(leaf, type, sample);
    } else if (!type.equals("null") && !known.learned.contains(type)) {
      if (learning || known.learned.isEmpty()) {
        known.learned.add(type);
      } else {
        change(leaf, type, sample);
      }
    }
  }

  private void change(Leaf leaf, String type, Sample sample) {
    Change change = changes.get(leaf.path());
    if (change == null) {
      if (changes.size() == MAX_CHANGES) {
        return;
      }
      change = new Change(sample);
      changes.put(leaf.path(), change);
    }
    if (change.counted != records) {
      change.counted = records;
      change.records++;
    }
    if (!type.equals("null") && change.examples.size() < MAX_EXAMPLES) {
      String shown = shown(leaf.text());
      if (!change.examples.contains(shown)) {
        change.examples.add(shown);
      }
    }
  }

  private static String shown(String text) {
    return text.codePointCount(0, text.length()) <= EXAMPLE_CHARS
        ? text
        : text.substring(0, text.offsetByCodePoints(0, EXAMPLE_CHARS));
  }

  /** Records that were looked at. */
  public long records() {
    return records;
  }

  /** In the order they were first met. */
  public List<Found> found() {
    return changes.entrySet().stream()
        .map(
            one -> {
              Known known = paths.get(one.getKey());
              Change change = one.getValue();
              return new Found(
                  one.getKey(),
                  known.isNew,
                  new LinkedHashMap<>(known.types),
                  change.records,
                  change.first,
                  List.copyOf(change.examples));
            })
        .toList();
  }
}
