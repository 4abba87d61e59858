package dev.millrace.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.FieldPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What the plain jackson parser and its trees say of a message: the measure for the sliced reading
 * of it.
 */
public final class TreeReference {
  private final JsonFactory factory =
      JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();
  private final ObjectMapper mapper = new ObjectMapper(factory);

  /** The verdict on a message whose root must be an object. */
  public RejectCode verdict(byte[] message) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(message));
    } catch (CharacterCodingException e) {
      return RejectCode.NOT_UTF8;
    }
    try (JsonParser parser = factory.createParser(message)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return RejectCode.EMPTY;
      }
      parser.skipChildren();
      return parser.nextToken() != null
          ? RejectCode.NOT_JSON
          : first == JsonToken.START_OBJECT ? null : RejectCode.WRONG_ROOT;
    } catch (IOException e) {
      return RejectCode.NOT_JSON;
    }
  }

  /** The verdict on a message whose root must be an array of objects. */
  public RejectCode verdictOfRows(byte[] message) {
    RejectCode asObject = verdict(message);
    if (asObject != null && asObject != RejectCode.WRONG_ROOT) {
      return asObject;
    }
    try (JsonParser parser = factory.createParser(message)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        return RejectCode.WRONG_ROOT;
      }
      for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
        if (t != JsonToken.START_OBJECT) {
          return RejectCode.WRONG_ROOT;
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      throw new AssertionError("it was JSON before", e);
    }
  }

  /** The verdict on a message that is taken as one text. */
  public RejectCode verdictOfText(byte[] message) {
    RejectCode asJson = verdict(message);
    return message.length == 0 || asJson == RejectCode.NOT_UTF8 ? asJson : null;
  }

  JsonNode tree(byte[] message) throws IOException {
    return mapper.readTree(message);
  }

  /** Whether the slot says of the path what the tree says of it. */
  boolean agrees(JsonNode tree, FieldPath path, FlatRow row, int slot) throws IOException {
    JsonNode at = tree;
    for (String segment : path.segments()) {
      if (at.isNull()) {
        break;
      }
      if (at.isValueNode() || (at.isArray() && !segment.matches("0|[1-9][0-9]{0,8}"))) {
        return row.kind(slot) == ValueKind.WRONG_SHAPE && at.equals(read(row, slot, ""));
      }
      at = at.isArray() ? at.get(Integer.parseInt(segment)) : at.get(segment);
      if (at == null) {
        return row.kind(slot) == ValueKind.ABSENT && row.start(slot) == row.end(slot);
      }
    }
    boolean escaped = row.kind(slot) == ValueKind.ESCAPED;
    return switch (at.getNodeType()) {
      case NULL -> row.kind(slot) == ValueKind.NULL;
      case BOOLEAN -> row.kind(slot) == (at.booleanValue() ? ValueKind.TRUE : ValueKind.FALSE);
      case NUMBER -> row.kind(slot) == ValueKind.NUMBER && at.equals(read(row, slot, ""));
      case STRING ->
          (escaped || row.kind(slot) == ValueKind.STRING)
              && at.equals(read(row, slot, "\""))
              && escaped == text(row, slot).contains("\\");
      case OBJECT -> row.kind(slot) == ValueKind.OBJECT && at.equals(read(row, slot, ""));
      default -> row.kind(slot) == ValueKind.ARRAY && at.equals(read(row, slot, ""));
    };
  }

  private JsonNode read(FlatRow row, int slot, String quote) throws IOException {
    String text = text(row, slot);
    if (!text.strip().equals(text) && quote.isEmpty()) {
      throw new AssertionError("blanks around the slice: '" + text + "'");
    }
    return mapper.readTree(quote + text + quote);
  }

  private static String text(FlatRow row, int slot) {
    return new String(
        row.bytes(), row.start(slot), row.end(slot) - row.start(slot), StandardCharsets.UTF_8);
  }
}
