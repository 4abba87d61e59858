package dev.millrace.decode;

import dev.millrace.decode.Node.Member;
import dev.millrace.model.ValueKind;
import java.io.IOException;

/**
 * Walks one object along the trie of paths and puts the values it finds into a row.
 *
 * <p>The last of duplicate names wins with its whole subtree. Recursion goes down mapped paths
 * only, so it is bounded by the mapping, not by the message.
 */
final class RowFiller {
  private final FlatRow row;
  private final Node root;
  private final UnmappedNames names;
  private SliceParser parser;

  RowFiller(FlatRow row, Node root, UnmappedNames names) {
    this.row = row;
    this.root = root;
    this.names = names;
  }

  /** Reads the object that the parser has just opened, to its end. */
  void fill(SliceParser from) throws IOException {
    parser = from;
    object(root);
  }

  private void object(Node node) throws IOException {
    int visit = ++node.visit;
    Member previous = null;
    Member expected = node.first;
    Member member;
    while ((member = parser.nextMember(node, expected, names)) != null) {
      if (member != expected) {
        learn(node, previous, member);
      }
      if (member.node == null) {
        leaf(member);
      } else {
        if (member.seen == visit) {
          row.put(member.below, ValueKind.ABSENT, 0, 0);
        }
        member.seen = visit;
        branch(member);
      }
      previous = member;
      expected = member.next;
    }
  }

  private static void learn(Node node, Member previous, Member met) {
    if (previous == null) {
      node.first = met;
    } else {
      previous.next = met;
    }
  }

  private void leaf(Member member) throws IOException {
    ValueKind kind = parser.kind();
    if (kind == ValueKind.OBJECT || kind == ValueKind.ARRAY) {
      parser.skipContainer();
    }
    int[] slots = member.slots;
    for (int slot : slots) {
      row.put(slot, kind, parser.start(), parser.end());
    }
  }

  private void branch(Member member) throws IOException {
    ValueKind kind = parser.kind();
    int start = parser.start();
    int end = parser.end();
    switch (kind) {
      case OBJECT -> {
        object(member.node);
        end = parser.position();
      }
      case ARRAY -> {
        array(member.node);
        end = parser.position();
        row.put(member.node.unindexed, ValueKind.WRONG_SHAPE, start, end);
      }
      case NULL -> row.put(member.below, ValueKind.NULL, start, end);
      case STRING, ESCAPED -> row.put(member.below, ValueKind.WRONG_SHAPE, start - 1, end + 1);
      default -> row.put(member.below, ValueKind.WRONG_SHAPE, start, end);
    }
    row.put(member.slots, kind, start, end);
  }

  /** Reads the open array to its end; paths that go on with an index are served by its elements. */
  private void array(Node node) throws IOException {
    Member[] indexed = node.indexed;
    int at = 0;
    for (int index = 0; parser.nextElement(); index++) {
      if (at == indexed.length) {
        leftOut(node);
        parser.skipRest();
        return;
      }
      if (indexed[at].index != index) {
        leftOut(node);
      } else if (indexed[at].node == null) {
        leaf(indexed[at++]);
      } else {
        branch(indexed[at++]);
      }
    }
  }

  /** Passes over the element just arrived at, which no path takes. */
  private void leftOut(Node node) throws IOException {
    if (!node.elementsTold && node.indexed.length > 0) {
      names.elements(node);
    }
    skip();
  }

  private void skip() throws IOException {
    if (parser.kind() == ValueKind.OBJECT || parser.kind() == ValueKind.ARRAY) {
      parser.skipContainer();
    }
  }
}
