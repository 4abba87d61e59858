package dev.millrace.decode;

import dev.millrace.model.ValueKind;
import java.nio.charset.StandardCharsets;

/**
 * One value met on a walk, as the bytes {@code [start, end)} of its message: inside the quotes for
 * strings, the whole JSON text for everything else.
 *
 * @param path JSON Pointer, or {@code $value} for a message that is not parsed
 * @param expanded whether this is an object whose members follow as leaves of their own
 */
public record Leaf(
    String path, ValueKind kind, boolean expanded, byte[] bytes, int start, int end) {
  /**
   * The decoded string, or the JSON text of any other value. Lone surrogate escapes stay lone
   * surrogates.
   */
  public String text() {
    String raw = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    return kind == ValueKind.ESCAPED ? unescape(raw) : raw;
  }

  /**
   * How many objects and arrays stand inside one another at most, this one counted; 0 for scalars.
   */
  public int nesting() {
    int open = 0;
    int most = 0;
    boolean quoted = false;
    for (int i = start; i < end && (kind == ValueKind.OBJECT || kind == ValueKind.ARRAY); i++) {
      switch (bytes[i]) {
        case '"' -> quoted = !quoted;
        case '\\' -> i++;
        case '{', '[' -> most = quoted ? most : Math.max(most, ++open);
        case '}', ']' -> open -= quoted ? 0 : 1;
        default -> {}
      }
    }
    return most;
  }

  private static String unescape(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      c = raw.charAt(++i);
      switch (c) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) Integer.parseInt(raw.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> text.append(c);
      }
    }
    return text.toString();
  }
}
