package dev.millrace.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One name (or array index) at a {@link Node}: which slots its value fills and what is mapped below
 * it. A member without slots and node is one that the mapping does not name and that is skipped.
 *
 * <p>{@link #next} and {@link #seen} change while reading; everything else is fixed once the trie
 * stands.
 */
final class Member {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int[] NONE = {};

  final String name;

  /** The array index that the name also is, or -1. */
  final int index;

  /**
   * The name as it stands in messages that need no escape for it, without quotes; null where none
   * can.
   */
  final byte[] raw;

  /** Length of the name in its quotes, bytes. */
  final int quotedLength;

  /** Slots that this very path fills. */
  int[] slots = NONE;

  /** Slots of all paths that lead through this one; empty where {@link #node} is null. */
  int[] below = NONE;

  /** Where paths go on, or null. */
  Node node;

  /** The member that followed this one last time; never null once the member is in a node. */
  Member next;

  /** The visit of the node in which this name was last met: tells a duplicate. */
  int seen;

  private final long[] words;
  private final long lastMask;

  /**
   * A member of this name.
   *
   * @param name null for one that no name matches
   */
  Member(String name) {
    this.name = name;
    this.index = name == null ? -1 : indexOf(name);
    byte[] utf8 = name == null ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
    this.raw = name != null && isRaw(name, utf8) ? utf8 : null;
    this.quotedLength = utf8.length + 2;
    byte[] padded = new byte[(quotedLength + 7) / 8 * 8];
    padded[0] = '"';
    System.arraycopy(utf8, 0, padded, 1, utf8.length);
    padded[quotedLength - 1] = '"';
    this.words = new long[padded.length / 8];
    for (int i = 0; i < words.length; i++) {
      words[i] = (long) LONG.get(padded, i * 8);
    }
    int rest = quotedLength % 8;
    this.lastMask = rest == 0 ? -1L : (1L << rest * 8) - 1;
  }

  /**
   * Whether the name stands in its quotes at {@code at}. May say no within 8 bytes of {@code end},
   * where comparing by words would read too far: the caller then looks the name up.
   */
  boolean isAt(byte[] bytes, int at, int end) {
    int last = words.length - 1;
    if (raw == null || at + words.length * 8 > end) {
      return false;
    }
    for (int i = 0; i < last; i++) {
      if ((long) LONG.get(bytes, at + i * 8) != words[i]) {
        return false;
      }
    }
    return ((long) LONG.get(bytes, at + last * 8) & lastMask) == words[last];
  }

  void addSlot(int slot) {
    slots = with(slots, slot);
  }

  void addBelow(int slot) {
    below = with(below, slot);
  }

  static int[] with(int[] slots, int slot) {
    int[] more = Arrays.copyOf(slots, slots.length + 1);
    more[slots.length] = slot;
    return more;
  }

  /**
   * RFC 6901 array index: digits without leading zeros, as far as an array of bytes can have
   * elements.
   */
  private static int indexOf(String name) {
    int length = name.length();
    if (length == 0 || length > 9 || (length > 1 && name.charAt(0) == '0')) {
      return -1;
    }
    for (int i = 0; i < length; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(name);
  }

  private static boolean isRaw(String name, byte[] utf8) {
    for (byte b : utf8) {
      if (b == '"' || b == '\\' || (b >= 0 && b < ' ')) {
        return false;
      }
    }
    // A lone surrogate became '?', which must not match a real '?'.
    return new String(utf8, StandardCharsets.UTF_8).equals(name);
  }
}
