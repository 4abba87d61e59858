package dev.millrace.lane;

import dev.millrace.coerce.SqlText;
import dev.millrace.flow.PolledPartition;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.FieldPath;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The value of a metadata path for one record, in the form that coercions read. Reused; event loop
 * only. After {@link #load} the kind and the range hold until the next call.
 */
final class MetadataValues {
  private final SqlText digits = new SqlText(64);
  private byte[] bytes;
  private int from;
  private int to;

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /**
   * Finds the value; {@link ValueKind#ABSENT} where the record has none, {@link
   * ValueKind#WRONG_SHAPE} for no UTF-8.
   */
  ValueKind load(FieldPath path, PolledPartition p, int record, int index, long nowMillis) {
    switch (path.meta()) {
      case TOPIC:
        return text(p.topic().getBytes(StandardCharsets.UTF_8));
      case PARTITION:
        return number(p.partition());
      case OFFSET:
        return number(p.records().offset(record));
      case TIMESTAMP:
        return p.records().timestamp(record) < 0
            ? ValueKind.ABSENT
            : number(p.records().timestamp(record));
      case INGEST_TIME:
        return number(nowMillis);
      case INDEX:
        return number(index);
      case KEY:
        return key(p.records().key(record));
      case HEADERS:
        return checked(p.records().header(record, path.header()));
      case VALUE:
        bytes = p.records().valueArray(record);
        from = p.records().valueStart(record);
        to = p.records().valueEnd(record);
        return ValueKind.TEXT;
      default:
        throw new AssertionError(path.meta());
    }
  }

  private ValueKind number(long value) {
    digits.truncate(0);
    digits.integer(value);
    bytes = digits.array();
    from = 0;
    to = digits.length();
    return ValueKind.NUMBER;
  }

  private ValueKind text(byte[] utf8) {
    bytes = utf8;
    from = 0;
    to = utf8.length;
    return ValueKind.TEXT;
  }

  private ValueKind key(ByteBuffer key) {
    if (key == null) {
      return ValueKind.ABSENT;
    }
    byte[] copy = new byte[key.remaining()];
    key.get(copy);
    return checked(copy);
  }

  /** Keys and headers may be any bytes, but what goes on as text must be UTF-8. */
  private ValueKind checked(byte[] any) {
    if (any == null) {
      return ValueKind.ABSENT;
    }
    text(any);
    for (byte b : any) {
      if (b < 0) {
        try {
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(any));
          return ValueKind.TEXT;
        } catch (CharacterCodingException e) {
          return ValueKind.WRONG_SHAPE;
        }
      }
    }
    return ValueKind.TEXT;
  }
}
