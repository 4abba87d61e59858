package dev.millrace.loadtest;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The same rows for Kafka Connect: its JDBC sinks take flat records that carry their schema, so
 * each message is {@code {"schema": …, "payload": …}} with the row already flattened.
 */
final class Envelope {
  private final Shape shape;
  private final String schema;

  Envelope(Shape shape) {
    this.shape = shape;
    StringBuilder out =
        new StringBuilder("{\"schema\":{\"type\":\"struct\",\"name\":\"row\",\"fields\":[");
    for (Shape.Field field : shape.fields()) {
      out.append(field.column().equals("id") ? "" : ",")
          .append("{\"field\":\"")
          .append(field.column())
          .append("\",\"optional\":")
          .append(!field.column().equals("id"))
          .append(",\"type\":\"")
          .append(type(field))
          .append("\"}");
    }
    schema = out.append("]},\"payload\":").toString();
  }

  byte[] record(long index) {
    List<Shape.Field> fields = shape.fields();
    String[] values = shape.row(index).split("\\|");
    StringBuilder out = new StringBuilder(schema).append('{');
    for (int i = 0; i < values.length; i++) {
      Shape.Field field = fields.get(i);
      out.append(i == 0 ? "\"" : ",\"").append(field.column()).append("\":");
      switch (type(field)) {
        case "string" ->
            out.append('"')
                .append(values[i].replace("\\", "\\\\").replace("\"", "\\\""))
                .append('"');
        case "boolean" -> out.append(values[i].equals("1"));
        default -> out.append(values[i]);
      }
    }
    return out.append("}}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String type(Shape.Field field) {
    return switch (field.type()) {
      case "BIGINT" -> "int64";
      case "INT" -> "int32";
      case "DOUBLE" -> "double";
      case "BOOLEAN" -> "boolean";
      default -> "string";
    };
  }
}
