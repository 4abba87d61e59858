package dev.millrace.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One place in the trie of paths: the members that the mapping names there, and those met in
 * messages that it does not, so that they too cost one look-up from then on. Members are found by
 * the raw bytes of their names.
 *
 * <p>Belongs to one reader. Look-ups allocate nothing.
 */
final class Node {
  /**
   * Longer names are looked up, but neither remembered nor listed when the mapping does not name
   * them.
   */
  static final int MAX_LISTED_NAME_BYTES = 256;

  private static final int SEED = ThreadLocalRandom.current().nextInt();

  final String pointer;

  /** What stands for every name that is not remembered. */
  final Member other = new Member(null);

  /** The member that an object here began with last time. */
  Member first = other;

  /**
   * Whether a path takes what stands here as a whole, or something it stands in: then no member of
   * it is left out.
   */
  boolean covered;

  /** Whether it is told already that arrays here have elements that no path takes. */
  boolean elementsTold;

  /** Counts the objects read here. */
  int visit;

  /** Members that are array indexes, in their order. */
  Member[] indexed = {};

  /** All slots at or below members that are no array index. */
  int[] unindexed = {};

  private final Map<String, Member> byName = new HashMap<>();
  private Member[] table = new Member[8];
  private int[] hashes = new int[8];
  private int filled;

  Node(String pointer) {
    this.pointer = pointer;
    other.next = other;
  }

  /** Adds a path that goes on from here by these keys, at least one. */
  void add(List<String> segments, int slot) {
    Node at = this;
    for (int depth = 0; depth < segments.size(); depth++) {
      Member member = at.member(segments.get(depth));
      if (member.index < 0) {
        at.unindexed = Member.with(at.unindexed, slot);
      }
      if (depth == segments.size() - 1) {
        member.addSlot(slot);
        return;
      }
      member.addBelow(slot);
      if (member.node == null) {
        member.node = new Node(at.pointerOf(member.name));
      }
      at = member.node;
    }
  }

  /**
   * Another mapping takes this path: where paths of this one take elements of an array, one that
   * the other takes is not left out.
   */
  void know(List<String> segments) {
    Node at = this;
    for (String segment : segments) {
      Member member = at.byName.get(segment);
      if (member == null && at.indexed.length > 0 && Member.indexOf(segment) >= 0) {
        at.member(segment);
      }
      if (member == null || member.node == null) {
        return;
      }
      at = member.node;
    }
  }

  /** Marks what lies below paths that take a whole value; to be called when all paths are there. */
  void cover(boolean whole) {
    covered = whole;
    byName.values().stream()
        .filter(member -> member.node != null)
        .forEach(member -> member.node.cover(whole || member.slots.length > 0));
  }

  private Member member(String name) {
    Member member = byName.get(name);
    if (member == null) {
      member = remember(name);
      if (member.index >= 0) {
        indexed = Arrays.copyOf(indexed, indexed.length + 1);
        indexed[indexed.length - 1] = member;
        Arrays.sort(indexed, (a, b) -> Integer.compare(a.index, b.index));
      }
    }
    return member;
  }

  /** Adds a name without slots, for the mapping to fill or to be skipped. */
  Member remember(String name) {
    Member member = new Member(name);
    member.next = other;
    byName.put(name, member);
    if (member.raw != null) {
      if (filled * 2 >= table.length) {
        grow();
      }
      insert(member, hash(member.raw, 0, member.raw.length));
      filled++;
    }
    return member;
  }

  /** The pointer of a member of this node. */
  String pointerOf(String name) {
    return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
  }

  /** The member of this name, or null. */
  Member find(String name) {
    return byName.get(name);
  }

  /** The member whose name is these bytes, which hold no escape; or null. */
  Member find(byte[] bytes, int from, int to) {
    int hash = hash(bytes, from, to);
    int mask = table.length - 1;
    for (int i = hash & mask; ; i = (i + 1) & mask) {
      Member member = table[i];
      if (member == null) {
        return null;
      }
      if (hashes[i] == hash && Arrays.equals(member.raw, 0, member.raw.length, bytes, from, to)) {
        return member;
      }
    }
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private void grow() {
    Member[] old = table;
    table = new Member[old.length * 2];
    hashes = new int[table.length];
    for (Member member : old) {
      if (member != null) {
        insert(member, hash(member.raw, 0, member.raw.length));
      }
    }
  }

  private void insert(Member member, int hash) {
    int mask = table.length - 1;
    int i = hash & mask;
    while (table[i] != null) {
      i = (i + 1) & mask;
    }
    table[i] = member;
    hashes[i] = hash;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = SEED;
    for (int i = from; i < to; i++) {
      hash = (hash ^ bytes[i]) * 0x0100_0193;
    }
    return hash ^ hash >>> 15;
  }

  /**
   * One name (or array index) at a node: which slots its value fills and what is mapped below it. A
   * member without slots and node is one that the mapping does not name and that is skipped.
   *
   * <p>{@link #next} and {@link #seen} change while reading; everything else is fixed once the trie
   * stands.
   */
  static final class Member {
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
     * Whether the name stands in its quotes at {@code at}. May say no within 8 bytes of {@code
     * end}, where comparing by words would read too far: the caller then looks the name up.
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
}
