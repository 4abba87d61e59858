package dev.millrace.lane;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.millrace.testkit.WorkloadTable;
import dev.millrace.testkit.WorkloadTable.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The same rows as the engine's, the usual way: a tree per message, values looked up by path and
 * checked against their column's type. Each value goes into the text as an SQL literal.
 */
final class TreeRows {
  private static final ObjectReader TREES = new ObjectMapper().readerFor(JsonNode.class);
  private static final DateTimeFormatter SQL_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private final JsonPointer[] paths =
      WorkloadTable.FIELDS.stream()
          .map(f -> JsonPointer.compile(f.path()))
          .toArray(JsonPointer[]::new);
  private final String[] types =
      WorkloadTable.FIELDS.stream().map(Field::type).toArray(String[]::new);
  private final StringBuilder text = new StringBuilder();

  void reset() {
    text.setLength(0);
  }

  void append(byte[] message, int from, int length) throws IOException {
    JsonNode root = TREES.readTree(message, from, length);
    text.append(text.length() == 0 ? "(" : ",(");
    for (int i = 0; i < paths.length; i++) {
      if (i > 0) {
        text.append(',');
      }
      value(root.at(paths[i]), types[i]);
    }
    text.append(')');
  }

  byte[] utf8() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void value(JsonNode node, String type) {
    if (node.isMissingNode() || node.isNull()) {
      text.append("NULL");
      return;
    }
    switch (type) {
      case "BIGINT" -> text.append(node.longValue());
      case "INT" -> text.append(node.intValue());
      case "DOUBLE" -> text.append(node.doubleValue());
      case "DECIMAL(12,2)" -> text.append(node.decimalValue().setScale(2));
      case "BOOLEAN" -> text.append(node.booleanValue() ? 1 : 0);
      case "DATETIME(3)" ->
          quoted(
              OffsetDateTime.parse(node.textValue())
                  .withOffsetSameInstant(ZoneOffset.UTC)
                  .format(SQL_TIME));
      default -> quoted(node.textValue());
    }
  }

  private void quoted(String value) {
    text.append('\'');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\'' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('\'');
  }
}
