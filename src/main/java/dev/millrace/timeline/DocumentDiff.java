package dev.millrace.timeline;

import dev.millrace.document.JobDocument;
import dev.millrace.spec.JobSpec;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What one document of a job has otherwise than another, field by field; secrets are masked. Of
 * many differences the first {@value #MOST}, of a long text the beginning.
 */
public final class DocumentDiff {
  static final int MOST = 100;
  static final int VALUE_CHARS = 100;

  private final List<Map<String, Object>> changes = new ArrayList<>();

  private DocumentDiff() {}

  /** Each as {@code pointer}, and {@code from} and {@code to}, left out where there is none. */
  public static List<Map<String, Object>> of(JobSpec before, JobSpec now) {
    DocumentDiff diff = new DocumentDiff();
    diff.compare(
        "",
        JobDocument.write(before, true),
        JobDocument.write(now, true),
        JobDocument.write(before, false),
        JobDocument.write(now, false));
    return diff.changes;
  }

  /** The first two decide whether something differs, the masked ones are what is shown of it. */
  private void compare(
      String pointer, Object before, Object now, Object shownBefore, Object shownNow) {
    if (changes.size() == MOST || Objects.equals(before, now)) {
      return;
    }
    if (before instanceof Map<?, ?> old && now instanceof Map<?, ?> next) {
      Set<Object> keys = new LinkedHashSet<>(old.keySet());
      keys.addAll(next.keySet());
      for (Object key : keys) {
        compare(
            pointer + "/" + escaped(key),
            old.get(key),
            next.get(key),
            ((Map<?, ?>) shownBefore).get(key),
            ((Map<?, ?>) shownNow).get(key));
      }
    } else if (before instanceof List<?> old && now instanceof List<?> next) {
      for (int i = 0; i < Math.max(old.size(), next.size()); i++) {
        compare(
            pointer + "/" + i,
            at(old, i),
            at(next, i),
            at((List<?>) shownBefore, i),
            at((List<?>) shownNow, i));
      }
    } else {
      Map<String, Object> change = new LinkedHashMap<>();
      change.put("pointer", pointer);
      if (before != null) {
        change.put("from", cut(shownBefore));
      }
      if (now != null) {
        change.put("to", cut(shownNow));
      }
      changes.add(change);
    }
  }

  private static Object cut(Object value) {
    boolean small = value == null || value instanceof Number || value instanceof Boolean;
    String text = small ? "" : value instanceof String s ? s : Json.encode(value);
    return small || (text.length() <= VALUE_CHARS) ? value : text.substring(0, VALUE_CHARS) + "…";
  }

  private static Object at(List<?> list, int index) {
    return index < list.size() ? list.get(index) : null;
  }

  private static String escaped(Object key) {
    return String.valueOf(key).replace("~", "~0").replace("/", "~1");
  }
}
