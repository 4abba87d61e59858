package dev.millrace.infer;

import dev.millrace.decode.Leaf;
import dev.millrace.decode.LeafWalker;
import dev.millrace.decode.Limits;
import dev.millrace.model.Sample;
import dev.millrace.spec.ParseSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells change events of databases (Debezium, Canal, Maxwell, OGG, TiCDC, …) among samples by their
 * shape. The engine writes each message as a row, so that a delete becomes a row as well: whoever
 * takes a topic of changes for a topic of rows must be told. One thread.
 */
public final class ChangeEvents {
  private final LeafWalker walker;
  private final Map<String, Long> formats = new LinkedHashMap<>();
  private final Map<String, String> evidence = new HashMap<>();
  private long records;
  private long deletes;
  private long tombstones;

  /**
   * What was found.
   *
   * @param format whose events they are, such as {@code Debezium}
   * @param evidence the members by which that is told
   * @param events how many of the samples have that shape; for tombstones, how many there are
   * @param deletes how many of them are deletes
   * @param records all samples
   */
  public record Found(String format, String evidence, long events, long deletes, long records) {}

  private ChangeEvents(ParseSpec.Root root) {
    // Deep enough for an operation in the payload of a message with its schema.
    walker = new LeafWalker(new ParseSpec(3, root), Limits.DEFAULT);
  }

  /**
   * The kind of change event that is most frequent among the samples; empty where there is none.
   */
  public static Optional<Found> in(List<Sample> samples, ParseSpec.Root root) {
    ChangeEvents events = new ChangeEvents(root);
    samples.forEach(events::add);
    return events.found();
  }

  private void add(Sample sample) {
    records++;
    byte[] value = sample.value();
    if (value == null) {
      tombstones += sample.key() == null ? 0 : 1;
      return;
    }
    ChangeShapes.Shape[] shape = {ChangeShapes.ofKey(sample.key())};
    if (shape[0] == null) {
      walker.walk(
          value,
          0,
          value.length,
          (leaves, index) -> {
            shape[0] = ChangeShapes.of(byPath(leaves));
            return shape[0] == null;
          });
    }
    if (shape[0] != null) {
      formats.merge(shape[0].format(), 1L, Long::sum);
      evidence.putIfAbsent(shape[0].format(), shape[0].evidence());
      deletes += shape[0].delete() ? 1 : 0;
    }
  }

  private static Map<String, Leaf> byPath(List<Leaf> leaves) {
    Map<String, Leaf> byPath = new HashMap<>();
    leaves.forEach(leaf -> byPath.put(leaf.path(), leaf));
    return byPath;
  }

  private Optional<Found> found() {
    Optional<Map.Entry<String, Long>> most =
        formats.entrySet().stream().max(Map.Entry.comparingByValue());
    if (most.isPresent()) {
      String format = most.get().getKey();
      return Optional.of(
          new Found(format, evidence.get(format), most.get().getValue(), deletes, records));
    }
    return tombstones == 0 || tombstones == records
        ? Optional.empty()
        : Optional.of(
            new Found(
                "rows with tombstones",
                "keyed records without a value, as unwrapped Debezium topics and compacted topics"
                    + " have for deletes",
                tombstones,
                tombstones,
                records));
  }
}
