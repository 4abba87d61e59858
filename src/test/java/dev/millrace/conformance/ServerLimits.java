package dev.millrace.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;

/**
 * What a server refuses although it is valid JSON, and the table takes all valid JSON. Such a row
 * comes back as refused by the server; it is not dirty.
 */
final class ServerLimits {
  private static final int MARIADB_LEVELS = 31;
  private static final int MYSQL_LEVELS = 100;
  private static final Pattern LONE_SURROGATE =
      Pattern.compile(
          "\\\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\\\u[dD][c-fC-F])"
              + "|(?<!\\\\u[dD][89abAB][0-9a-fA-F]{2})\\\\u[dD][c-fC-F][0-9a-fA-F]{2}");

  private ServerLimits() {}

  static boolean refusesDocument(String json, boolean mariaDb) {
    return LONE_SURROGATE.matcher(json).find()
        || levels(json) > (mariaDb ? MARIADB_LEVELS : MYSQL_LEVELS)
        || (!mariaDb && hasNumberBeyondDouble(JsonValue.tree(json)));
  }

  private static boolean hasNumberBeyondDouble(JsonNode node) {
    for (JsonNode child : node) {
      if (hasNumberBeyondDouble(child)) {
        return true;
      }
    }
    return node.isNumber() && !Double.isFinite(node.doubleValue());
  }

  /** Of a document whose strings have no brackets, when it has many. */
  private static int levels(String json) {
    int depth = 0;
    int deepest = 0;
    for (char c : json.toCharArray()) {
      depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }
}
