package dev.millrace.admin;

import dev.millrace.model.SecretMask;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer without the secrets that this process knows, whoever put them into it. Documents are
 * left as they are, for they hide their own: what a user wrote comes back as it was written.
 */
final class Masked {
  private static final String DOCUMENT = "spec";

  private Masked() {}

  static Object of(Object body) {
    if (body instanceof String text) {
      return SecretMask.maskData(text);
    }
    if (body instanceof JsonObject object) {
      return of(object.getMap());
    }
    if (body instanceof JsonArray array) {
      return of(array.getList());
    }
    if (body instanceof Map<?, ?> map) {
      Map<Object, Object> masked = new LinkedHashMap<>();
      map.forEach((key, value) -> masked.put(key, DOCUMENT.equals(key) ? value : of(value)));
      return masked;
    }
    if (body instanceof List<?> list) {
      List<Object> masked = new ArrayList<>(list.size());
      list.forEach(value -> masked.add(of(value)));
      return masked;
    }
    return body;
  }
}
