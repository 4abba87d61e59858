package dev.millrace.coerce;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The names of an ENUM's or SET's members, found by their exact UTF-8 bytes. A server's collation
 * would also take {@code 'A'} for {@code 'a'}; that would store something else than was sent.
 *
 * <p>Immutable. Cost of a look-up: one pass over the bytes, whatever the number of members.
 */
final class EnumMembers {
  private final byte[][] names;
  private final byte[][] escaped;
  private final int[] slots;

  EnumMembers(List<String> members) {
    names = new byte[members.size()][];
    escaped = new byte[members.size()][];
    slots = new int[Integer.highestOneBit(Math.max(4, members.size())) * 4];
    Arrays.fill(slots, -1);
    SqlText sql = new SqlText(64);
    for (int i = 0; i < names.length; i++) {
      names[i] = members.get(i).getBytes(StandardCharsets.UTF_8);
      sql.truncate(0);
      sql.escaped(names[i], 0, names[i].length);
      escaped[i] = Arrays.copyOf(sql.array(), sql.length());
      int slot = slot(names[i], 0, names[i].length);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = i;
    }
  }

  /** The index of the member named so, from 0, or -1. */
  int find(byte[] b, int from, int to) {
    int slot = slot(b, from, to);
    while (slots[slot] >= 0) {
      byte[] name = names[slots[slot]];
      if (Arrays.equals(name, 0, name.length, b, from, to)) {
        return slots[slot];
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return -1;
  }

  /** Appends the name of a member as the inside of a quoted literal. */
  void write(int index, SqlText out) {
    out.append(escaped[index], 0, escaped[index].length);
  }

  /** The names for a message: all, or the first few of many. */
  String listed() {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < names.length; i++) {
      if (i == 20) {
        return list.append(" … (").append(names.length).append(" in all)").toString();
      }
      list.append(i == 0 ? "'" : ", '")
          .append(new String(names[i], StandardCharsets.UTF_8))
          .append('\'');
    }
    return list.toString();
  }

  private int slot(byte[] b, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + b[i];
    }
    return (hash ^ hash >>> 15) & (slots.length - 1);
  }
}
