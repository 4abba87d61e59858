package dev.millrace.http;

import dev.millrace.secret.SecretMask;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An answer without the secrets that this process knows, whoever put them into it. The document of
 * a source or job is left as it is, for it hides its own: what a user wrote comes back as it was
 * written. So are the names that tell what an answer is about, which callers ask by.
 */
final class Masked {
  /** Of an answer or of one in a list of them; deeper down, users' records may have such a key. */
  private static final String DOCUMENT = "spec";

  /** Of the answer's own fields, never of the rows and records in it. */
  private static final Set<String> NAMES =
      Set.of("name", "job", "source", "topic", "table", "column");

  /** Whose objects have such names too. */
  private static final Set<String> ABOUT = Set.of("status", "partitions", "error", "warnings");

  private Masked() {}

  static Object of(Object body) {
    return of(body, NAMES, true);
  }

  /**
   * @param answer whether {@code body} is the answer, or one in a list of them
   */
  private static Object of(Object body, Set<String> names, boolean answer) {
    if (body instanceof String text) {
      return SecretMask.maskData(text);
    }
    if (body instanceof JsonObject object) {
      return of(object.getMap(), names, answer);
    }
    if (body instanceof JsonArray array) {
      return of(array.getList(), names, answer);
    }
    if (body instanceof Map<?, ?> map) {
      Map<Object, Object> masked = new LinkedHashMap<>();
      map.forEach(
          (key, value) -> {
            boolean kept =
                (answer && DOCUMENT.equals(key))
                    || (value instanceof String && key != null && names.contains(key));
            masked.put(
                key,
                kept ? value : of(value, ABOUT.contains(key) ? names : Set.<String>of(), false));
          });
      return masked;
    }
    if (body instanceof List<?> list) {
      List<Object> masked = new ArrayList<>(list.size());
      list.forEach(value -> masked.add(of(value, names, answer)));
      return masked;
    }
    return body;
  }
}
