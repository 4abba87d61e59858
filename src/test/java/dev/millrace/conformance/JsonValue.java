package dev.millrace.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One value of a record, as a reader other than the engine's sees it.
 *
 * @param raw its JSON, character for character as in the message
 * @param string what the literal says where it is a string, else null
 */
record JsonValue(Kind kind, String raw, String string) {
  enum Kind {
    NULL,
    BOOLEAN,
    NUMBER,
    STRING,
    ARRAY,
    OBJECT
  }

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static JsonValue of(String raw) {
    Kind kind =
        switch (raw.charAt(0)) {
          case 'n' -> Kind.NULL;
          case 't', 'f' -> Kind.BOOLEAN;
          case '"' -> Kind.STRING;
          case '[' -> Kind.ARRAY;
          case '{' -> Kind.OBJECT;
          default -> Kind.NUMBER;
        };
    return new JsonValue(kind, raw, kind == Kind.STRING ? tree(raw).textValue() : null);
  }

  static JsonNode tree(String raw) {
    try {
      return MAPPER.readTree(raw);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(raw, e);
    }
  }

  boolean is(Kind other) {
    return kind == other;
  }

  /** The value as text: of a string what it says, of all else its JSON. */
  String text() {
    return string == null ? raw : string;
  }

  /** Whether a string has half of a surrogate pair, which is no character. */
  boolean hasLoneSurrogate() {
    return string != null && string.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }
}
