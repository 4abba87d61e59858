package dev.millrace.infer;

import dev.millrace.decode.Leaf;
import dev.millrace.decode.LeafWalker;
import dev.millrace.decode.Limits;
import dev.millrace.decode.MessageKind;
import dev.millrace.error.RejectCode;
import dev.millrace.model.Sample;
import dev.millrace.model.TopicFormat;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.ParseSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what the messages of a topic look like by a few of them: what most of them are. Keeps no
 * message. One thread.
 */
public final class FormatGuess {
  private static final int MAX_FIELDS = 8;
  private static final int MAX_FIELD_CHARS = 40;
  private static final String CLOUDEVENTS_HEADER = "ce_specversion";

  /** Deep enough for an operation in the payload of a message with its schema. */
  private final LeafWalker walker =
      new LeafWalker(new ParseSpec(3, ParseSpec.Root.OBJECT), Limits.DEFAULT);

  /** What the messages were, by what is said of them. */
  private final Map<Kind, Integer> kinds = new LinkedHashMap<>();

  private final Set<String> fields = new LinkedHashSet<>();
  private int records;

  /** Null is text that is not JSON. */
  private record Kind(TopicFormat format, String says) {}

  /**
   * What was found.
   *
   * @param looksLike null for text that is not JSON
   * @param evidence a sentence without values: names of fields, and what stands before a message
   */
  public record Guess(TopicFormat looksLike, String evidence) {}

  public void add(Sample sample) {
    records++;
    if (sample.value() != null) {
      kinds.merge(kind(sample), 1, Integer::sum);
    }
  }

  /** How many messages were added. */
  public int records() {
    return records;
  }

  public Guess guess() {
    Optional<Map.Entry<Kind, Integer>> most =
        kinds.entrySet().stream().reduce((a, b) -> b.getValue() > a.getValue() ? b : a);
    if (most.isEmpty()) {
      return new Guess(
          TopicFormat.EMPTY,
          records == 0
              ? "there is no record"
              : "none of the newest " + records + " records has a value");
    }
    Kind kind = most.get().getKey();
    String counted = ", " + most.get().getValue() + " of the newest " + records + " records";
    boolean named = kind.format() == TopicFormat.JSON && !fields.isEmpty();
    return new Guess(
        kind.format(),
        kind.says() + counted + (named ? "; fields " + String.join(", ", fields) : ""));
  }

  private Kind kind(Sample sample) {
    ChangeShapes.Shape open = ChangeShapes.ofKey(sample.key());
    if (open != null) {
      return ofShape(open);
    }
    if (sample.headers() != null && sample.headers().containsKey(CLOUDEVENTS_HEADER)) {
      return new Kind(TopicFormat.CLOUDEVENTS, "CloudEvents by the header " + CLOUDEVENTS_HEADER);
    }
    byte[] value = sample.value();
    List<Leaf> leaves = new ArrayList<>();
    RejectCode malformed =
        walker.walk(
            value,
            0,
            value.length,
            (found, index) -> {
              leaves.addAll(found);
              return true;
            });
    return malformed == null ? ofObject(leaves) : ofOther(value, malformed);
  }

  private Kind ofObject(List<Leaf> leaves) {
    Map<String, Leaf> byPath = new HashMap<>();
    leaves.forEach(leaf -> byPath.put(leaf.path(), leaf));
    ChangeShapes.Shape shape = ChangeShapes.of(byPath);
    if (shape != null) {
      return ofShape(shape);
    }
    if (isText(byPath, "/specversion") && isText(byPath, "/type") && isText(byPath, "/source")) {
      return new Kind(TopicFormat.CLOUDEVENTS, "CloudEvents by specversion, type and source");
    }
    leaves.forEach(leaf -> addField(leaf.path()));
    return new Kind(TopicFormat.JSON, "JSON objects");
  }

  private static Kind ofShape(ChangeShapes.Shape shape) {
    return new Kind(shape.kind().topicFormat(), shape.format() + " by " + shape.evidence());
  }

  private static Kind ofOther(byte[] value, RejectCode malformed) {
    if (malformed == RejectCode.WRONG_ROOT && first(value) == '[') {
      return new Kind(TopicFormat.JSON, "JSON arrays");
    }
    if (malformed == RejectCode.TOO_DEEP || malformed == RejectCode.NUMBER_TOO_LONG) {
      return new Kind(TopicFormat.JSON, "JSON beyond the limits (" + malformed.label() + ")");
    }
    if (value.length == 0) {
      return new Kind(null, "empty messages");
    }
    String says = MessageKind.sayingOf(value);
    return switch (MessageKind.formOf(value)) {
      case REGISTRY_JSON -> new Kind(TopicFormat.REGISTRY_JSON, says);
      case AVRO_OR_PROTOBUF -> new Kind(TopicFormat.AVRO_OR_PROTOBUF, says);
      case BINARY -> new Kind(TopicFormat.BINARY, says);
      case TEXT ->
          malformed == RejectCode.NOT_UTF8
              ? new Kind(TopicFormat.BINARY, "bytes that are not UTF-8")
              : new Kind(null, says == null ? "text that is not JSON" : says);
    };
  }

  private static byte first(byte[] value) {
    for (byte b : value) {
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b;
      }
    }
    return 0;
  }

  private static boolean isText(Map<String, Leaf> leaves, String path) {
    Leaf leaf = leaves.get(path);
    return leaf != null && (leaf.kind() == ValueKind.STRING || leaf.kind() == ValueKind.ESCAPED);
  }

  /** Of the root's members only. */
  private void addField(String path) {
    if (fields.size() < MAX_FIELDS && path.indexOf('/', 1) < 0) {
      String name = path.substring(1).replace("~1", "/").replace("~0", "~");
      fields.add(name.length() > MAX_FIELD_CHARS ? name.substring(0, MAX_FIELD_CHARS) + "…" : name);
    }
  }
}
