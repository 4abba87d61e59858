package dev.millrace.statement;

import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** A record's headers as the quarantine keeps them: a JSON object of base64 texts and nulls. */
public final class HeaderCodec {
  private HeaderCodec() {}

  public static String of(Map<String, byte[]> headers) {
    JsonObject text = new JsonObject();
    headers.forEach(
        (name, value) ->
            text.put(name, value == null ? null : Base64.getEncoder().encodeToString(value)));
    return text.encode();
  }

  /** An upper bound for the text's literal, in bytes. */
  public static long bytes(Map<String, byte[]> headers) {
    long bytes = 4;
    for (Map.Entry<String, byte[]> header : headers.entrySet()) {
      // A control character takes six bytes, and the backslash in them is doubled.
      bytes += 16 + 7L * header.getKey().length();
      bytes += header.getValue() == null ? 0 : 2L * header.getValue().length;
    }
    return bytes;
  }

  /** Null for null: they were not kept. */
  public static Map<String, byte[]> read(String text) {
    if (text == null) {
      return null;
    }
    Map<String, byte[]> headers = new LinkedHashMap<>();
    new JsonObject(text)
        .forEach(
            header ->
                headers.put(
                    header.getKey(),
                    header.getValue() == null
                        ? null
                        : Base64.getDecoder().decode((String) header.getValue())));
    return headers;
  }
}
