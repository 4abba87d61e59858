package dev.millrace.coerce;

import dev.millrace.charset.Utf8;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.spec.MappingEntry;

/**
 * BINARY, VARBINARY and the BLOB family: strings only, as their UTF-8 bytes or decoded.
 *
 * <p>{@code base64} is that of {@link Base64Bytes}; {@code hex} an even number of digits in either
 * case, without {@code 0x}. Kafka keys and headers are taken as the bytes they are. Lengths are
 * bytes. BINARY(n) pads shorter values with zero bytes: that is the type's own nature.
 */
final class BinaryCoercion extends ScalarCoercion {
  private final long limit;
  private final MappingEntry.Encoding encoding;
  private final Base64Bytes base64 = new Base64Bytes();

  BinaryCoercion(ColumnType type, MappingEntry entry) {
    super(RejectCode.BAD_ENCODING);
    limit = type.length();
    encoding = entry.encoding();
  }

  @Override
  RejectCode number(byte[] b, int from, int to, SqlText out) {
    return RejectCode.BAD_ENCODING;
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    return switch (encoding) {
      case UTF8 -> plain(b, from, to, out);
      case HEX -> hex(b, from, to, out);
      case BASE64 ->
          base64.decode(b, from, to)
              ? bytes(base64.array(), base64.length(), out)
              : RejectCode.BAD_ENCODING;
    };
  }

  /** As quoted text where the server will not warn about it, since hex takes twice the room. */
  private RejectCode plain(byte[] b, int from, int to, SqlText out) {
    if (to - from > limit) {
      return RejectCode.TOO_LONG;
    }
    if (Utf8.isValid(b, from, to)) {
      out.text(b, from, to);
    } else {
      out.hex(b, from, to);
    }
    return null;
  }

  private RejectCode bytes(byte[] b, int length, SqlText out) {
    if (length > limit) {
      return RejectCode.TOO_LONG;
    }
    out.hex(b, 0, length);
    return null;
  }

  private RejectCode hex(byte[] b, int from, int to, SqlText out) {
    if ((to - from) % 2 != 0) {
      return RejectCode.BAD_ENCODING;
    }
    for (int i = from; i < to; i++) {
      if (Character.digit(b[i], 16) < 0) {
        return RejectCode.BAD_ENCODING;
      }
    }
    if ((to - from) / 2 > limit) {
      return RejectCode.TOO_LONG;
    }
    out.ascii("x'");
    out.append(b, from, to);
    out.append((byte) '\'');
    return null;
  }

  @Override
  public String expected() {
    String form =
        encoding == MappingEntry.Encoding.UTF8 ? "a string" : "a string in " + encoding.label();
    return form + " of at most " + limit + " bytes";
  }
}
