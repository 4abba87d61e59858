package dev.millrace.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.testkit.EmbeddedMariaDb;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as a column of type JSON gives it back. MariaDB keeps the text; MySQL keeps what it says:
 * members in an order of its own, the last of a name, numbers as integers of 64 bits or DOUBLE.
 */
public final class StoredJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private StoredJson() {}

  /** What is to be compared of the text, sent or given back, on this server. */
  public static String of(EmbeddedMariaDb database, String json) {
    if (json == null || !database.isMySql()) {
      return json;
    }
    try {
      return canonical(MAPPER.readTree(json));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static String canonical(JsonNode node) {
    if (node.isObject()) {
      Map<String, String> members = new TreeMap<>();
      node.properties().forEach(m -> members.put(m.getKey(), canonical(m.getValue())));
      return members.toString();
    }
    if (node.isArray()) {
      StringBuilder elements = new StringBuilder("[");
      node.forEach(element -> elements.append(canonical(element)).append(", "));
      return elements.append("]").toString();
    }
    if (node.isNumber() && !node.canConvertToLong() || node.isFloatingPointNumber()) {
      return new BigDecimal(Double.toString(node.doubleValue()))
          .stripTrailingZeros()
          .toPlainString();
    }
    return node.toString();
  }
}
