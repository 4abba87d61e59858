package dev.millrace.decode;

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
}
