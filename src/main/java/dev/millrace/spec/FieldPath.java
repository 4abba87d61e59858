package dev.millrace.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a column's value comes from: a JSON Pointer into the message or a piece of Kafka metadata.
 *
 * @param text the path as the user wrote it
 * @param meta which metadata, or null for a pointer
 * @param header name of the header for {@link Meta#HEADERS}, else null
 * @param segments unescaped reference tokens of the pointer (RFC 6901), at least one; empty for
 *     metadata
 */
public record FieldPath(String text, Meta meta, String header, List<String> segments) {

  /** Metadata that a record carries beside its message. */
  public enum Meta {
    TOPIC("$topic"),
    PARTITION("$partition"),
    OFFSET("$offset"),
    /** The record's timestamp, epoch milliseconds. */
    TIMESTAMP("$timestamp"),
    KEY("$key"),
    HEADERS("$headers/"),
    VALUE("$value"),
    /** When the engine encoded the row, epoch milliseconds. */
    INGEST_TIME("$ingestTime"),
    /** Index of the element in a message whose root is an array, from 0. */
    INDEX("$index");

    private final String text;

    Meta(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  public FieldPath {
    segments = List.copyOf(segments);
  }

  public boolean isMeta() {
    return meta != null;
  }

  /** How many keys lead to the value; 0 for metadata. */
  public int depth() {
    return segments.size();
  }

  /**
   * Reads a path.
   *
   * @throws IllegalArgumentException with a sentence for the user when it is neither a pointer nor
   *     known metadata
   */
  public static FieldPath parse(String text) {
    if (text.startsWith("$")) {
      return parseMeta(text);
    }
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a path: a JSON Pointer starts with '/', metadata with '$'");
    }
    List<String> segments = new ArrayList<>();
    for (String token : text.substring(1).split("/", -1)) {
      segments.add(unescape(text, token));
    }
    return new FieldPath(text, null, null, segments);
  }

  /** The pointer of these keys, each escaped. */
  public static FieldPath ofSegments(List<String> segments) {
    StringBuilder text = new StringBuilder();
    for (String segment : segments) {
      text.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
    }
    return new FieldPath(text.toString(), null, null, segments);
  }

  private static FieldPath parseMeta(String text) {
    if (text.startsWith(Meta.HEADERS.text) && text.length() > Meta.HEADERS.text.length()) {
      return new FieldPath(
          text, Meta.HEADERS, text.substring(Meta.HEADERS.text.length()), List.of());
    }
    for (Meta meta : Meta.values()) {
      if (meta != Meta.HEADERS && meta.text.equals(text)) {
        return new FieldPath(text, meta, null, List.of());
      }
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is not a metadata path: expected $topic, $partition, $offset, $timestamp, $key,"
            + " $headers/NAME, $value, $ingestTime or $index");
  }

  private static String unescape(String text, String token) {
    for (int i = token.indexOf('~'); i >= 0; i = token.indexOf('~', i + 1)) {
      if (i + 1 == token.length() || (token.charAt(i + 1) != '0' && token.charAt(i + 1) != '1')) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' is not a JSON Pointer: '~' must be followed by 0 (for '~') or 1 (for '/')");
      }
    }
    return token.replace("~1", "/").replace("~0", "~");
  }
}
