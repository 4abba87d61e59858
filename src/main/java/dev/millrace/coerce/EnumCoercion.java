package dev.millrace.coerce;

import dev.millrace.error.RejectCode;
import dev.millrace.model.ColumnType;

/**
 * ENUM: the exact name of a member. Numbers and booleans stand for their literal text, as in text
 * columns: {@code 1} is the member named 1 if there is one. It is never an index, because the
 * producer of a record knows nothing of the order in which a table lists its members.
 */
final class EnumCoercion extends ScalarCoercion {
  private final EnumMembers enumMembers;

  EnumCoercion(ColumnType type) {
    super(RejectCode.NOT_A_MEMBER);
    enumMembers = new EnumMembers(type.members());
  }

  @Override
  RejectCode string(byte[] b, int from, int to, SqlText out) {
    int index = enumMembers.find(b, from, to);
    if (index < 0) {
      return RejectCode.NOT_A_MEMBER;
    }
    out.append((byte) '"');
    enumMembers.write(index, out);
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
    return "one of " + enumMembers.listed();
  }
}
