package dev.millrace.coerce;

import dev.millrace.charset.CharsetCoverage;
import dev.millrace.charset.CharsetCoverages;
import dev.millrace.charset.Utf8;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;
import dev.millrace.model.ColumnType.Base;
import dev.millrace.model.ValueKind;

/**
 * CHAR, VARCHAR and the TEXT family: strings; numbers and booleans as their literal text, objects
 * and arrays as their JSON text.
 *
 * <p>Lengths: code points for CHAR and VARCHAR, bytes in the column's character set for the TEXT
 * family. Trailing blanks count: a strict server would cut them off with no more than a note. (What
 * a CHAR column does with trailing blanks that fit is the type's own nature: it does not give them
 * back.)
 *
 * <p>TEXT values (Kafka keys and headers) may be any bytes: what is not UTF-8 is NOT_IN_CHARSET.
 *
 * <p>Cost: a string without backslash in an utf8mb4 column that is no longer in bytes than the
 * column is in characters, which is nearly every one, is copied without being looked at.
 */
final class TextCoercion extends Coercion {
  private final CharsetCoverage charsetCoverage;
  private final long limit;
  private final boolean inBytes;
  private final UnescapeBuffer unescapeBuffer = new UnescapeBuffer();

  private TextCoercion(CharsetCoverage charsetCoverage, long limit, boolean inBytes) {
    this.charsetCoverage = charsetCoverage;
    this.limit = limit;
    this.inBytes = inBytes;
  }

  /**
   * @param charset the server's name of the column's character set; null is utf8mb4
   */
  static TextCoercion of(ColumnType type, String charset) {
    boolean inBytes = type.base() != Base.CHAR && type.base() != Base.VARCHAR;
    return new TextCoercion(CharsetCoverages.of(charset), type.length(), inBytes);
  }

  @Override
  public RejectCode write(ValueKind kind, byte[] bytes, int from, int to, SqlText out) {
    switch (kind) {
      case STRING:
        {
          RejectCode misfit = misfit(bytes, from, to);
          if (misfit == null) {
            out.rawText(bytes, from, to);
          }
          return misfit;
        }
      case ESCAPED:
        return unescapeBuffer.decode(bytes, from, to)
            ? text(unescapeBuffer.array(), 0, unescapeBuffer.length(), out)
            : RejectCode.NOT_IN_CHARSET;
      case TEXT:
        return Utf8.isValid(bytes, from, to)
            ? text(bytes, from, to, out)
            : RejectCode.NOT_IN_CHARSET;
      default:
        return text(bytes, from, to, out);
    }
  }

  private RejectCode text(byte[] b, int from, int to, SqlText out) {
    RejectCode misfit = misfit(b, from, to);
    if (misfit == null) {
      out.text(b, from, to);
    }
    return misfit;
  }

  private RejectCode misfit(byte[] b, int from, int to) {
    if (charsetCoverage.isAllOfUnicode() && to - from <= limit) {
      return null;
    }
    long length =
        inBytes ? charsetCoverage.bytes(b, from, to) : charsetCoverage.codePoints(b, from, to);
    return length < 0 ? RejectCode.NOT_IN_CHARSET : length > limit ? RejectCode.TOO_LONG : null;
  }

  @Override
  public String expected() {
    String unit = inBytes ? " bytes of " : " characters of ";
    return "text of at most " + limit + unit + charsetCoverage.name();
  }
}
