package dev.millrace.infer;

import dev.millrace.decode.Leaf;
import dev.millrace.model.ValueKind;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The shapes of change events, as their makers document them. Each is told by several members
 * together, so that a plain row with an {@code op} or a {@code type} is none.
 */
final class ChangeShapes {
  private static final Set<String> DEBEZIUM_OPS = Set.of("c", "u", "d", "r", "t", "m");
  private static final Set<String> OGG_OPS = Set.of("I", "U", "D", "T");
  private static final Set<String> MAXWELL_ROWS =
      Set.of(
          "insert",
          "update",
          "delete",
          "bootstrap-start",
          "bootstrap-insert",
          "bootstrap-complete");
  private static final Set<String> TICDC_TYPES =
      Set.of(
          "INSERT",
          "UPDATE",
          "DELETE",
          "WATERMARK",
          "BOOTSTRAP",
          "CREATE",
          "RENAME",
          "CINDEX",
          "DINDEX",
          "ERASE",
          "TRUNCATE",
          "ALTER",
          "QUERY");
  private static final Set<String> DELETES = Set.of("d", "D", "DELETE", "delete", "-D", "-d");

  /**
   * One message's shape.
   *
   * @param withSchema whether the schema is in the message, too
   * @param evidence the members by which it is told
   * @param delete whether it says that a row is gone
   */
  record Shape(ChangeFormat kind, boolean withSchema, String evidence, boolean delete) {
    Shape(ChangeFormat kind, String evidence, boolean delete) {
      this(kind, false, evidence, delete);
    }

    /** For sentences. */
    String format() {
      return kind.title() + (withSchema ? " with its schema" : "");
    }
  }

  private ChangeShapes() {}

  /** TiCDC's open protocol: version 1 and a length, both of 8 bytes, before JSON in the key. */
  static Shape ofKey(byte[] key) {
    if (key == null || key.length < 17 || key[16] != '{') {
      return null;
    }
    ByteBuffer head = ByteBuffer.wrap(key);
    boolean open = head.getLong() == 1 && head.getLong() <= key.length - 16;
    return open
        ? new Shape(ChangeFormat.TICDC_OPEN, "a key of version, length and JSON", false)
        : null;
  }

  /**
   * The shape of a message, or null where it is no change event that is known.
   *
   * @param leaves by their path, three levels of them
   */
  static Shape of(Map<String, Leaf> leaves) {
    if (isObject(leaves, "/schema") && leaves.containsKey("/payload")) {
      Shape inside = in("/payload", leaves);
      return inside == null
          ? null
          : new Shape(
              inside.kind(),
              true,
              "schema, payload and in it " + inside.evidence(),
              inside.delete());
    }
    String cloud = text(leaves, "/iodebeziumop");
    if (leaves.containsKey("/specversion") && cloud != null) {
      return new Shape(
          ChangeFormat.DEBEZIUM_CLOUDEVENTS, "specversion, iodebeziumop", cloud.equals("d"));
    }
    return in("", leaves);
  }

  private static Shape in(String at, Map<String, Leaf> leaves) {
    Shape debezium = debezium(at, leaves);
    if (debezium != null) {
      return debezium;
    }
    String type = text(leaves, at + "/type");
    if (isBoolean(leaves, at + "/isDdl") && type != null && leaves.containsKey(at + "/data")) {
      return new Shape(ChangeFormat.CANAL, "isDdl, type, data", isDelete(type));
    }
    if (isNumber(leaves, at + "/commitTs") && type != null && TICDC_TYPES.contains(type)) {
      return new Shape(ChangeFormat.TICDC_SIMPLE, "commitTs, type", isDelete(type));
    }
    if (type != null && text(leaves, at + "/database") != null && isNumber(leaves, at + "/ts")) {
      boolean row = MAXWELL_ROWS.contains(type) && isObject(leaves, at + "/data");
      boolean ddl = leaves.containsKey(at + "/def") || text(leaves, at + "/sql") != null;
      if (row || (ddl && type.matches("(table|database)-[a-z]+"))) {
        return new Shape(
            ChangeFormat.MAXWELL, "database, type, ts, " + (row ? "data" : "def"), isDelete(type));
      }
    }
    String ogg = text(leaves, at + "/op_type");
    if (ogg != null && OGG_OPS.contains(ogg) && (hasImages(at, leaves) || isTable(at, leaves))) {
      return new Shape(ChangeFormat.OGG, "table, op_type, before, after", isDelete(ogg));
    }
    String operation = text(leaves, at + "/metadata/operation");
    if (operation != null && text(leaves, at + "/metadata/record-type") != null) {
      return new Shape(
          ChangeFormat.AWS_DMS, "metadata with record-type and operation", isDelete(operation));
    }
    return unwrapped(at, leaves);
  }

  private static Shape debezium(String at, Map<String, Leaf> leaves) {
    String op = text(leaves, at + "/op");
    if (op != null && DEBEZIUM_OPS.contains(op) && isObject(leaves, at + "/source")) {
      return new Shape(ChangeFormat.DEBEZIUM, "op, source, before, after", op.equals("d"));
    }
    if (hasImages(at, leaves)) {
      for (String name : new String[] {"/op", "/operation", "/type", "/action", "/kind"}) {
        String word = text(leaves, at + name);
        if (word != null) {
          return new Shape(
              ChangeFormat.CHANGE_LOG, "before, after, " + name.substring(1), isDelete(word));
        }
      }
    }
    return null;
  }

  /** Rows that Debezium's ExtractNewRecordState made of events. */
  private static Shape unwrapped(String at, Map<String, Leaf> leaves) {
    Leaf deleted = leaves.get(at + "/__deleted");
    if (deleted != null) {
      boolean gone = deleted.kind() == ValueKind.TRUE || "true".equals(deleted.text());
      return new Shape(ChangeFormat.DEBEZIUM_UNWRAPPED, "__deleted", gone);
    }
    String op = text(leaves, at + "/__op");
    return op != null && DEBEZIUM_OPS.contains(op)
        ? new Shape(ChangeFormat.DEBEZIUM_UNWRAPPED, "__op", op.equals("d"))
        : null;
  }

  private static boolean isDelete(String word) {
    return DELETES.contains(word) || word.toLowerCase(Locale.ROOT).equals("delete");
  }

  /** Whether the row before and after is there, one of them perhaps null. */
  private static boolean hasImages(String at, Map<String, Leaf> leaves) {
    Leaf before = leaves.get(at + "/before");
    Leaf after = leaves.get(at + "/after");
    return before != null
        && after != null
        && isImage(before)
        && isImage(after)
        && (before.kind() != ValueKind.NULL || after.kind() != ValueKind.NULL);
  }

  private static boolean isImage(Leaf leaf) {
    return leaf.kind() == ValueKind.OBJECT || leaf.kind() == ValueKind.NULL;
  }

  /** OGG leaves out the image that there is none of. */
  private static boolean isTable(String at, Map<String, Leaf> leaves) {
    return text(leaves, at + "/table") != null
        && (text(leaves, at + "/op_ts") != null
            || isObject(leaves, at + "/before")
            || isObject(leaves, at + "/after"));
  }

  private static boolean isObject(Map<String, Leaf> leaves, String path) {
    return leaves.containsKey(path) && leaves.get(path).kind() == ValueKind.OBJECT;
  }

  private static boolean isNumber(Map<String, Leaf> leaves, String path) {
    return leaves.containsKey(path) && leaves.get(path).kind() == ValueKind.NUMBER;
  }

  private static boolean isBoolean(Map<String, Leaf> leaves, String path) {
    ValueKind kind = leaves.containsKey(path) ? leaves.get(path).kind() : null;
    return kind == ValueKind.TRUE || kind == ValueKind.FALSE;
  }

  /** The string at this path, or null. */
  private static String text(Map<String, Leaf> leaves, String path) {
    Leaf leaf = leaves.get(path);
    boolean string =
        leaf != null && (leaf.kind() == ValueKind.STRING || leaf.kind() == ValueKind.ESCAPED);
    return string ? leaf.text() : null;
  }
}
