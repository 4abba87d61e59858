package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;

/**
 * A coercion of columns that hold neither text nor JSON: it sees truth values, number literals and
 * plain text. Escaped strings are unescaped first, so {@code "\u0031"} is as good as {@code "1"};
 * objects, arrays and lone surrogates get the family's reject code.
 */
abstract class ScalarCoercion extends Coercion {
  private final RejectCode otherwise;
  private final UnescapeBuffer unescapeBuffer = new UnescapeBuffer();

  /**
   * @param otherwise the code of values that are of no use to this family
   */
  ScalarCoercion(RejectCode otherwise) {
    this.otherwise = otherwise;
  }

  @Override
  public final RejectCode write(ValueKind kind, byte[] bytes, int from, int to, SqlText out) {
    switch (kind) {
      case NUMBER:
        return number(bytes, from, to, out);
      case STRING:
      case TEXT:
        return string(bytes, from, to, out);
      case ESCAPED:
        return unescapeBuffer.decode(bytes, from, to)
            ? string(unescapeBuffer.array(), 0, unescapeBuffer.length(), out)
            : otherwise;
      case TRUE:
      case FALSE:
        return truth(kind == ValueKind.TRUE, bytes, from, to, out);
      case ARRAY:
        return array(bytes, from, to, out);
      default:
        return otherwise;
    }
  }

  /** Scratch space for one escaped string at a time. */
  final UnescapeBuffer unescaped() {
    return unescapeBuffer;
  }

  /** Coerces a number literal in JSON's grammar. */
  abstract RejectCode number(byte[] b, int from, int to, SqlText out);

  /** Coerces plain text; UTF-8 except for Kafka keys and headers, which may be any bytes. */
  abstract RejectCode string(byte[] b, int from, int to, SqlText out);

  /** Coerces {@code true} or {@code false}; the bytes are the literal. */
  RejectCode truth(boolean value, byte[] b, int from, int to, SqlText out) {
    return otherwise;
  }

  /** Coerces an array, from bracket to bracket, valid JSON. */
  RejectCode array(byte[] b, int from, int to, SqlText out) {
    return otherwise;
  }

  /** Whether {@code [from, to)} is exactly this ASCII word. */
  static boolean is(String word, byte[] b, int from, int to) {
    if (to - from != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (b[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
