package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.charset.Utf8;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.MappingEntry;

/**
 * JSON columns: the text of any JSON value, byte for byte as in the message; never rejects one.
 *
 * <p>Kafka keys, headers and the topic are not JSON: they are written as JSON strings, and are
 * NOT_IN_CHARSET when they are not UTF-8. {@code $value}, the whole message, is written as it
 * stands; a job that does not parse (layers 0) leaves it to the server's check whether it is JSON.
 *
 * <p>What a server refuses of valid JSON is its own limit and comes back as a refused row: more
 * than 32 levels (MariaDB 10.11) or 100 (MySQL), a lone surrogate escape, numbers beyond double
 * (MySQL).
 */
final class JsonCoercion extends Coercion {
  private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

  private final boolean wholeMessage;

  JsonCoercion(MappingEntry entry) {
    wholeMessage = entry.path().meta() == FieldPath.Meta.VALUE;
  }

  @Override
  public RejectCode write(ValueKind kind, byte[] bytes, int from, int to, SqlText out) {
    switch (kind) {
      case STRING:
        out.ascii("\"\\\"");
        out.append(bytes, from, to);
        out.ascii("\\\"\"");
        return null;
      case ESCAPED:
        out.text(bytes, from - 1, to + 1);
        return null;
      case TEXT:
        if (!Utf8.isValid(bytes, from, to)) {
          return RejectCode.NOT_IN_CHARSET;
        }
        if (wholeMessage) {
          out.text(bytes, from, to);
        } else {
          quoted(bytes, from, to, out);
        }
        return null;
      case TRUE:
      case FALSE:
      case NUMBER:
        out.rawText(bytes, from, to);
        return null;
      default:
        out.text(bytes, from, to);
        return null;
    }
  }

  /**
   * Appends plain text as a JSON string in an SQL string: what JSON escapes has its backslash
   * doubled.
   */
  private static void quoted(byte[] b, int from, int to, SqlText out) {
    out.ascii("\"\\\"");
    for (int i = from; i < to; i++) {
      byte c = b[i];
      if (c == '"') {
        out.ascii("\\\\\\\"");
      } else if (c == '\\') {
        out.ascii("\\\\\\\\");
      } else if (c >= 0 && c < 0x20) {
        out.ascii("\\\\u00");
        out.append(HEX[c >> 4]);
        out.append(HEX[c & 15]);
      } else {
        out.append(c);
      }
    }
    out.ascii("\\\"\"");
  }

  @Override
  public String expected() {
    return "any JSON value";
  }
}
