package dev.millrace.coerce;

import dev.millrace.error.RejectCode;

/**
 * Truth values in an integer column, for entries of type BOOLEAN: {@code true}, {@code false}, the
 * numbers 0 and 1, and each of these four as a string; nothing else, so {@code 1.0}, {@code "TRUE"}
 * and {@code "yes"} are rejected. Writes 1 or 0.
 */
final class BooleanCoercion extends ScalarCoercion {

  BooleanCoercion() {
    super(RejectCode.BAD_BOOLEAN);
  }

  @Override
  RejectCode number(byte[] b, int from, int to, SqlText out) {
    if (to - from != 1 || (b[from] != '0' && b[from] != '1')) {
      return RejectCode.BAD_BOOLEAN;
    }
    out.append(b[from]);
    return null;
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    if (is("true", b, from, to)) {
      return truth(true, b, from, to, out);
    }
    if (is("false", b, from, to)) {
      return truth(false, b, from, to, out);
    }
    return number(b, from, to, out);
  }

  @Override
  RejectCode truth(boolean value, byte[] b, int from, int to, SqlText out) {
    out.append((byte) (value ? '1' : '0'));
    return null;
  }

  @Override
  public String expected() {
    return "true, false, 0 or 1";
  }
}
