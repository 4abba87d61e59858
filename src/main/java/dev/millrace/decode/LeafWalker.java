package dev.millrace.decode;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.ParseSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds every value of a message down to the parse depth, for samples where no mapping says yet
 * what is wanted. Gives the same verdicts as {@link RecordReader}, and like it lets the last of
 * duplicate names win.
 *
 * <p>Reused; one thread. Allocates freely: not for the hot path.
 */
public final class LeafWalker {
  /** Takes the leaves of one row. */
  @FunctionalInterface
  public interface LeavesVisitor {
    /**
     * Takes one row.
     *
     * @param leaves in the order first met; an expanded object stands before its members
     * @param index of the element where the root is an array, from 0; else 0
     * @return false to stop reading this message
     */
    boolean leaves(List<Leaf> leaves, int index);
  }

  private final int layers;
  private final MessageReader messages;
  private Map<String, Place> found = Map.of();
  private LeavesVisitor visitor;

  public LeafWalker(ParseSpec parse, Limits limits) {
    layers = parse.layers();
    messages = new MessageReader(parse, limits, new Delivery());
  }

  /**
   * Reads {@code bytes[from, to)}; null when it was read whole or stopped, else why it is
   * malformed.
   */
  public RejectCode walk(byte[] bytes, int from, int to, LeavesVisitor visitor) {
    this.visitor = visitor;
    return messages.read(bytes, from, to);
  }

  /** What was wrong with the last malformed message. */
  public String reason() {
    return messages.reason();
  }

  private Map<String, Place> members(byte[] bytes, SliceParser parser, String pointer, int depth)
      throws IOException {
    Map<String, Place> places = new LinkedHashMap<>();
    String name;
    while ((name = parser.nextName()) != null) {
      String path = pointer + '/' + name.replace("~", "~0").replace("/", "~1");
      ValueKind kind = parser.kind();
      int start = parser.start();
      Map<String, Place> below = Map.of();
      boolean expanded = kind == ValueKind.OBJECT && depth < layers;
      if (expanded) {
        below = members(bytes, parser, path, depth + 1);
      } else if (kind == ValueKind.OBJECT || kind == ValueKind.ARRAY) {
        parser.skipContainer();
      }
      int end = expanded ? parser.position() : parser.end();
      places.put(name, new Place(new Leaf(path, kind, expanded, bytes, start, end), below));
    }
    return places;
  }

  /** A value and, where it is expanded, what stands in it; a duplicate name replaces both. */
  private record Place(Leaf leaf, Map<String, Place> below) {
    void addTo(List<Leaf> leaves) {
      leaves.add(leaf);
      below.values().forEach(place -> place.addTo(leaves));
    }
  }

  private final class Delivery implements MessageReader.Rows {
    @Override
    public void text(byte[] bytes, int from, int to) {
      Leaf leaf = new Leaf("$value", ValueKind.TEXT, false, bytes, from, to);
      found = Map.of("", new Place(leaf, Map.of()));
    }

    @Override
    public void object(byte[] bytes, SliceParser parser) throws IOException {
      found = members(bytes, parser, "", 1);
    }

    @Override
    public boolean deliver(int index) {
      List<Leaf> leaves = new ArrayList<>();
      found.values().forEach(place -> place.addTo(leaves));
      return visitor.leaves(leaves, index);
    }
  }
}
