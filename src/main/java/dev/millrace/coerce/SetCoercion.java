package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;

/**
 * SET: exact names of members, as a string with commas between them or as a JSON array of strings,
 * in any order, repeated or not. The empty string and the empty array are the empty set. A number
 * or boolean stands for its literal text, never for a mask of bits.
 */
final class SetCoercion extends ScalarCoercion {
  private final EnumMembers enumMembers;
  private final int count;

  SetCoercion(ColumnType type) {
    super(RejectCode.NOT_A_MEMBER);
    enumMembers = new EnumMembers(type.members());
    count = type.members().size();
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    long chosen = 0;
    for (int start = from, i = from; from < to && i <= to; i++) {
      if (i == to || b[i] == ',') {
        int index = enumMembers.find(b, start, i);
        if (index < 0) {
          return RejectCode.NOT_A_MEMBER;
        }
        chosen |= 1L << index;
        start = i + 1;
      }
    }
    return write(chosen, out);
  }

  /** Relies on the array being valid JSON. */
  @Override
  RejectCode array(byte[] b, int from, int to, SqlText out) {
    long chosen = 0;
    for (int i = from + 1; i < to - 1; i++) {
      if (b[i] == ',' || b[i] <= ' ') {
        continue;
      }
      if (b[i] != '"') {
        return RejectCode.NOT_A_MEMBER;
      }
      int start = ++i;
      while (b[i] != '"') {
        i += b[i] == '\\' ? 2 : 1;
      }
      int index = element(b, start, i);
      if (index < 0) {
        return RejectCode.NOT_A_MEMBER;
      }
      chosen |= 1L << index;
    }
    return write(chosen, out);
  }

  private int element(byte[] b, int from, int to) {
    return unescaped().decode(b, from, to)
        ? enumMembers.find(unescaped().array(), 0, unescaped().length())
        : -1;
  }

  private RejectCode write(long chosen, SqlText out) {
    out.append((byte) '"');
    boolean first = true;
    for (int i = 0; i < count; i++) {
      if ((chosen >>> i & 1) != 0) {
        if (!first) {
          out.append((byte) ',');
        }
        enumMembers.write(i, out);
        first = false;
      }
    }
    out.append((byte) '"');
    return null;
  }

  @Override
  RejectCode number(byte[] b, int from, int to, SqlText out) {
    return string(b, from, to, out);
  }

  @Override
  RejectCode truth(boolean value, byte[] b, int from, int to, SqlText out) {
    return string(b, from, to, out);
  }

  @Override
  public String expected() {
    return "a comma-separated list or an array of " + enumMembers.listed();
  }
}
