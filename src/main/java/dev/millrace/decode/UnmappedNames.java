package dev.millrace.decode;

import dev.millrace.decode.Node.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * The names met in messages that the mapping does not name. The first {@link #MAX} of them are
 * remembered at their node and listed once; later ones, and names longer than {@link
 * Node#MAX_LISTED_NAME_BYTES}, are only skipped. What lies in a value that a path takes whole is
 * not listed: it is in that value.
 */
final class UnmappedNames {
  static final int MAX = 1_000;

  private List<String> listed = new ArrayList<>();
  private int left = MAX;

  /** What to do with the name in {@code bytes[from, to)}, which holds no escape. */
  Member unknown(Node node, byte[] bytes, int from, int to) {
    if (left == 0 || to - from > Node.MAX_LISTED_NAME_BYTES) {
      return node.other;
    }
    return list(node, Node.text(bytes, from, to));
  }

  /** What to do with this name. */
  Member unknown(Node node, String name) {
    return left == 0 || name.length() > Node.MAX_LISTED_NAME_BYTES ? node.other : list(node, name);
  }

  /** An array has elements that no path takes: they are one path, {@code /data/*}, told once. */
  void elements(Node node) {
    node.elementsTold = true;
    if (!node.covered && left > 0) {
      left--;
      listed.add(node.pointer + "/*");
    }
  }

  private Member list(Node node, String name) {
    left--;
    if (!node.covered) {
      listed.add(node.pointerOf(name));
    }
    return node.remember(name);
  }

  /** JSON Pointers listed since the last call. */
  List<String> take() {
    if (listed.isEmpty()) {
      return List.of();
    }
    List<String> taken = listed;
    listed = new ArrayList<>();
    return taken;
  }
}
