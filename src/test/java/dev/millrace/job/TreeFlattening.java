package dev.millrace.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Flattens messages as the contract says, with nothing of the engine's: what tests compare tables
 * with.
 */
final class TreeFlattening {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final int layers;
  private final Set<List<String>> whole = new HashSet<>();
  private final Set<List<String>> paths = new LinkedHashSet<>();
  private final List<Map<List<String>, Leaf>> rows = new ArrayList<>();

  /** A leaf's text as it stands in the message, and what it means. */
  record Leaf(String raw, JsonNode node) {
    /** What a text column holds of it. */
    String text() {
      return node.isTextual() ? node.textValue() : raw;
    }
  }

  TreeFlattening(int layers, List<String> messages) {
    this.layers = layers;
    // What is a scalar or an array in one message cannot be taken apart in another.
    for (String message : messages) {
      leaves(message)
          .forEach(
              (path, leaf) -> {
                if (!leaf.node().isObject() && !leaf.node().isNull()) {
                  whole.add(path);
                }
              });
    }
    for (String message : messages) {
      Map<List<String>, Leaf> row = leaves(message);
      rows.add(row);
      paths.addAll(row.keySet());
    }
    Set<List<String>> parents = new HashSet<>();
    for (List<String> path : paths) {
      for (int depth = 1; depth < path.size(); depth++) {
        parents.add(path.subList(0, depth));
      }
    }
    // Null here, an object with members there: its members alone are columns.
    paths.removeAll(parents);
  }

  /** Paths that become columns. */
  Set<List<String>> paths() {
    return paths;
  }

  /** Leaves of each message, in the order of the messages. */
  List<Map<List<String>, Leaf>> rows() {
    return rows;
  }

  static String pointer(List<String> path) {
    StringBuilder pointer = new StringBuilder();
    path.forEach(key -> pointer.append('/').append(key.replace("~", "~0").replace("/", "~1")));
    return pointer.toString();
  }

  /** The column's default name, before collisions. */
  static String name(List<String> path) {
    String name = String.join("_", path).replaceAll("[^\\p{L}\\p{Nd}_]", "_");
    name = name.matches("\\p{Nd}.*") ? "_" + name : name;
    return name.substring(0, Math.min(64, name.length()));
  }

  private Map<List<String>, Leaf> leaves(String message) {
    Map<List<String>, Leaf> leaves = new LinkedHashMap<>();
    try (JsonParser parser = MAPPER.createParser(message)) {
      parser.nextToken();
      members(message, parser, List.of(), leaves);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return leaves;
  }

  private void members(
      String message, JsonParser parser, List<String> parent, Map<List<String>, Leaf> leaves)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      List<String> path = new ArrayList<>(parent);
      path.add(parser.currentName());
      boolean object = parser.nextToken() == JsonToken.START_OBJECT;
      if (object && path.size() < layers && !whole.contains(path)) {
        members(message, parser, path, leaves);
      } else {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        String raw = message.substring(from, (int) parser.currentLocation().getCharOffset());
        leaves.put(path, new Leaf(raw, MAPPER.readTree(raw)));
      }
    }
  }
}
