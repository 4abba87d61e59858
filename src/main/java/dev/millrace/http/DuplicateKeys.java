package dev.millrace.http;

import dev.millrace.error.FieldError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Finds keys that an object holds twice, of which JSON readers silently keep one. Keys are compared
 * as written, escapes included. A document has as many as it has bytes, so only the first are told.
 */
final class DuplicateKeys {
  private static final int MAX_FAULTS = 1_000;

  /** A fault's pointer is cut anyway, and keys can be as long as the document. */
  private static final int MAX_POINTER_CHARS = 500;

  private final String json;
  private final List<FieldError> faults = new ArrayList<>();
  private final Deque<Level> levels = new ArrayDeque<>();

  private DuplicateKeys(String json) {
    this.json = json;
  }

  /** One fault per repetition. {@code json} must be valid; that is not checked again. */
  static List<FieldError> in(String json) {
    DuplicateKeys scan = new DuplicateKeys(json);
    scan.run();
    return scan.faults;
  }

  private void run() {
    for (int i = 0; i < json.length(); i++) {
      switch (json.charAt(i)) {
        case '{' -> levels.push(new Level(true));
        case '[' -> levels.push(new Level(false));
        case '}', ']' -> levels.pop();
        case ',' -> levels.peek().next();
        case ':' -> levels.peek().expectsKey = false;
        case '"' -> {
          int end = stringEnd(i);
          if (levels.peek() != null && levels.peek().expectsKey) {
            key(json.substring(i + 1, end));
          }
          i = end;
        }
        default -> {}
      }
    }
  }

  private void key(String key) {
    Level level = levels.peek();
    level.at = key;
    if (!level.keys.add(key) && faults.size() < MAX_FAULTS) {
      faults.add(new FieldError(pointer(), "the key is there twice; keep one"));
    }
  }

  private String pointer() {
    StringBuilder pointer = new StringBuilder();
    for (Iterator<Level> outermostFirst = levels.descendingIterator();
        outermostFirst.hasNext() && pointer.length() <= MAX_POINTER_CHARS; ) {
      String at = outermostFirst.next().at;
      String cut = at.length() > MAX_POINTER_CHARS ? at.substring(0, MAX_POINTER_CHARS) + "…" : at;
      pointer.append('/').append(cut.replace("~", "~0").replace("/", "~1"));
    }
    return pointer.toString();
  }

  private int stringEnd(int start) {
    int i = start + 1;
    while (json.charAt(i) != '"') {
      i += json.charAt(i) == '\\' ? 2 : 1;
    }
    return i;
  }

  /** An object or array that is open, and where in it the scan is. */
  private static final class Level {
    private final boolean object;
    private final Set<String> keys = new HashSet<>();
    private boolean expectsKey;
    private int index;
    private String at;

    Level(boolean object) {
      this.object = object;
      this.expectsKey = object;
      this.at = object ? "" : "0";
    }

    void next() {
      expectsKey = object;
      if (!object) {
        at = String.valueOf(++index);
      }
    }
  }
}
