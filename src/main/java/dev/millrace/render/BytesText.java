package dev.millrace.render;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Bytes of a record as JSON shows them: text where they are UTF-8, else base64; the field {@code
 * encoding} beside them says which.
 *
 * @param text the whole, as {@code encoding} says; null for null
 * @param encoding {@code text} or {@code base64}
 */
record BytesText(String text, String encoding) {
  private static final String BASE64 = "base64";

  static BytesText of(byte[] bytes) {
    String text = utf8(bytes);
    return bytes == null || text != null
        ? new BytesText(text, "text")
        : new BytesText(Base64.getEncoder().encodeToString(bytes), BASE64);
  }

  /** Of the first bytes of a longer value: a character whose end the cut took is left out. */
  static BytesText ofBeginning(byte[] bytes) {
    int start = bytes.length - 1;
    while (start > bytes.length - 4 && start > 0 && (bytes[start] & 0xC0) == 0x80) {
      start--;
    }
    return of(start > 0 && bytes[start] < 0 ? Arrays.copyOf(bytes, start) : bytes);
  }

  /** At most that many characters; no half of a pair, no part of four base64 digits at the end. */
  String cut(OptionalInt limit) {
    if (text == null || limit.isEmpty() || text.length() <= limit.getAsInt()) {
      return text;
    }
    int end = limit.getAsInt() - limit.getAsInt() % (encoding.equals(BASE64) ? 4 : 1);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** By name; a value that is not UTF-8 is an object with the field {@code base64}. */
  static JsonObject headers(Map<String, byte[]> headers) {
    JsonObject json = new JsonObject();
    headers.forEach(
        (name, bytes) -> {
          BytesText value = of(bytes);
          json.put(
              name,
              value.encoding.equals(BASE64)
                  ? new JsonObject().put(BASE64, value.text)
                  : value.text);
        });
    return json;
  }

  /** Null for what is not UTF-8, and for null. */
  private static String utf8(byte[] bytes) {
    try {
      return bytes == null
          ? null
          : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
