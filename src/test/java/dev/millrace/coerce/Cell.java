package dev.millrace.coerce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.error.RejectCode;
import dev.millrace.model.Column;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.MappingEntry.Encoding;
import dev.millrace.spec.MappingEntry.Epoch;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * One column under test, which answers a JSON value with the SQL literal or with {@code !} and the
 * code's label. {@link #rounded} tells whether the literal was rounded. Each value is given in the
 * middle of other bytes, and twice, so that reading past the slice and left-over scratch are
 * noticed.
 */
final class Cell {
  private final Column column;
  private MappingEntry entry;
  private ZoneId zone = ZoneId.of("UTC");
  private Coercion coercion;
  private boolean rounded;

  private Cell(Column column) {
    this.column = column;
    this.entry = entry("/a", null, Epoch.MS, Encoding.UTF8);
  }

  static Cell of(String type) {
    return new Cell(Column.of("c", type));
  }

  static Cell of(String type, String charset) {
    return new Cell(new Column("c", ColumnType.parse(type), true, false, false, charset));
  }

  Cell path(String path) {
    entry = entry(path, entry.type(), entry.epoch(), entry.encoding());
    return this;
  }

  Cell entryType(String type) {
    entry = entry(entry.path().text(), ColumnType.parse(type), entry.epoch(), entry.encoding());
    return this;
  }

  Cell epoch(Epoch epoch) {
    entry = entry(entry.path().text(), entry.type(), epoch, entry.encoding());
    return this;
  }

  Cell encoding(Encoding encoding) {
    entry = entry(entry.path().text(), entry.type(), entry.epoch(), encoding);
    return this;
  }

  Cell zone(String name) {
    zone = ZoneId.of(name);
    return this;
  }

  private static MappingEntry entry(String path, ColumnType type, Epoch epoch, Encoding encoding) {
    return new MappingEntry(
        FieldPath.parse(path), "c", type, false, MappingEntry.Absent.NULL, epoch, encoding);
  }

  /** What is written for a JSON value. */
  String json(String json) {
    byte[] bytes = json.getBytes(UTF_8);
    ValueKind kind =
        switch (json.charAt(0)) {
          case '"' -> json.indexOf('\\') < 0 ? ValueKind.STRING : ValueKind.ESCAPED;
          case '{' -> ValueKind.OBJECT;
          case '[' -> ValueKind.ARRAY;
          case 't' -> ValueKind.TRUE;
          case 'f' -> ValueKind.FALSE;
          default -> ValueKind.NUMBER;
        };
    int quote = json.charAt(0) == '"' ? 1 : 0;
    return written(kind, bytes, quote, bytes.length - quote);
  }

  /**
   * What is written for a JSON string that holds exactly this text, unescaped where JSON allows it.
   */
  String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    text.chars()
        .forEach(
            c -> {
              if (c < 0x20) {
                json.append(String.format("\\u%04x", c));
              } else if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
              } else {
                json.append((char) c);
              }
            });
    return json(json.append('"').toString());
  }

  /** What is written for plain text that is not JSON. */
  String text(String text) {
    return text(text.getBytes(UTF_8));
  }

  String text(byte[] bytes) {
    return written(ValueKind.TEXT, bytes, 0, bytes.length);
  }

  /** Whether the last value lost digits. */
  boolean rounded() {
    return rounded;
  }

  String expected() {
    return coercion().expected();
  }

  Coercion coercion() {
    if (coercion == null) {
      coercion = Coercions.of(column, entry, zone);
    }
    return coercion;
  }

  private String written(ValueKind kind, byte[] value, int from, int to) {
    byte[] message = new byte[value.length + 16];
    Arrays.fill(message, (byte) '7');
    System.arraycopy(value, 0, message, 8, value.length);
    String first = once(kind, message, from + 8, to + 8);
    String second = once(kind, message, from + 8, to + 8);
    if (!first.equals(second)) {
      throw new AssertionError("first " + first + ", then " + second);
    }
    return first;
  }

  private String once(ValueKind kind, byte[] message, int from, int to) {
    SqlText out = new SqlText(0);
    out.ascii("(");
    RejectCode code = coercion().write(kind, message, from, to, out);
    rounded = code == RejectCode.FRACTION_LOST && coercion().rounds();
    return code == null || rounded
        ? new String(out.array(), 1, out.length() - 1, UTF_8)
        : "!" + code.label();
  }
}
