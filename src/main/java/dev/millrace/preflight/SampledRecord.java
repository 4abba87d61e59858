package dev.millrace.preflight;

import dev.millrace.model.RejectCode;
import dev.millrace.model.Sample;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A record as the API shows it. Bytes that are UTF-8 are text, all others base64: {@code encoding}
 * and {@code keyEncoding} say which; such a header is an object with the field {@code base64}.
 */
public final class SampledRecord {
  private SampledRecord() {}

  /**
   * @param malformed why it cannot be read, or null
   * @param limit longest value, in characters of what is shown; a cut one says {@code "cut": true}
   */
  public static Map<String, Object> of(Sample sample, RejectCode malformed, OptionalInt limit) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("partition", sample.partition());
    record.put("offset", sample.offset());
    record.put("timestamp", sample.timestamp() < 0 ? null : sample.timestamp());
    String key = text(sample.key());
    record.put("key", key == null ? base64(sample.key()) : key);
    record.put("keyEncoding", encoding(sample.key(), key));
    record.put("headers", headers(sample.headers()));
    String value = text(sample.value());
    record.put("encoding", encoding(sample.value(), value));
    String whole = value == null ? base64(sample.value()) : value;
    String shown = limit.isEmpty() ? whole : cut(whole, limit.getAsInt(), value == null ? 4 : 1);
    record.put("value", shown);
    record.put("valueBytes", sample.value() == null ? 0 : sample.value().length);
    if (shown != null && shown.length() < whole.length()) {
      record.put("cut", true);
    }
    if (malformed != null) {
      record.put("malformed", malformed.label());
    }
    return record;
  }

  public static Map<String, Object> headers(Map<String, byte[]> headers) {
    Map<String, Object> shown = new LinkedHashMap<>();
    headers.forEach(
        (name, bytes) -> {
          String text = text(bytes);
          shown.put(name, text != null || bytes == null ? text : Map.of("base64", base64(bytes)));
        });
    return shown;
  }

  /** At most {@code limit} characters, a multiple of {@code unit}, no half of a pair at the end. */
  public static String cut(String whole, int limit, int unit) {
    if (whole == null || whole.length() <= limit) {
      return whole;
    }
    int end = limit - limit % unit;
    if (end > 0 && Character.isHighSurrogate(whole.charAt(end - 1))) {
      end--;
    }
    return whole.substring(0, end);
  }

  /** Null for what is not UTF-8, and for null. */
  public static String text(byte[] bytes) {
    try {
      return bytes == null
          ? null
          : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  public static String base64(byte[] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  public static String encoding(byte[] bytes, String text) {
    return bytes == null || text != null ? "text" : "base64";
  }
}
