package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.error.RejectCode;
import dev.millrace.spec.ParseSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeafWalkerTest {
  @Test
  void walksDownToTheParseDepth() {
    assertThat(leaves(2, "{\"a\":1,\"o\":{\"p\":{\"q\":[1]},\"r\":[2]},\"~/\":null}"))
        .containsExactly(
            "/a NUMBER 1",
            "/o OBJECT+ {\"p\":{\"q\":[1]},\"r\":[2]}",
            "/o/p OBJECT {\"q\":[1]}",
            "/o/r ARRAY [2]",
            "/~0~1 NULL null");
  }

  @Test
  void theLastOfDuplicateNamesWinsWithItsWholeSubtree() {
    assertThat(leaves(2, "{\"a\":{\"b\":1},\"x\":2,\"a\":{\"c\":2}}"))
        .containsExactly("/a OBJECT+ {\"c\":2}", "/a/c NUMBER 2", "/x NUMBER 2");
    assertThat(leaves(2, "{\"a\":{\"b\":1},\"\\u0061\":3}")).containsExactly("/a NUMBER 3");
  }

  @Test
  void textsAreDecoded() {
    assertThat(leaves(1, "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00é\"}"))
        .containsExactly("/a ESCAPED \"\\/\b\f\n\r\té😀é");
    assertThat(leaves(0, "not json")).containsExactly("$value TEXT not json");
  }

  @Test
  void nestingCountsBracketsOutsideStrings() {
    Leaf leaf = all(1, "{\"a\":[{\"[[\":\"{\\\"{[\"},[[]]]}").get(0);

    assertThat(leaf.nesting()).isEqualTo(3);
    assertThat(all(1, "{\"a\":\"[[\"}").get(0).nesting()).isZero();
  }

  @Test
  void givesTheVerdictsOfTheRecordReader() {
    LeafWalker walker = new LeafWalker(new ParseSpec(1, ParseSpec.Root.ARRAY), Limits.DEFAULT);
    byte[] message = "[{\"a\":1},2]".getBytes(StandardCharsets.UTF_8);

    assertThat(walker.walk(message, 0, message.length, (leaves, index) -> true))
        .isEqualTo(RejectCode.WRONG_ROOT);
    assertThat(walker.reason()).isEqualTo("at byte 9: an element that is not an object");
  }

  private static List<String> leaves(int layers, String text) {
    return all(layers, text).stream()
        .map(leaf -> leaf.path() + " " + leaf.kind() + (leaf.expanded() ? "+ " : " ") + leaf.text())
        .toList();
  }

  private static List<Leaf> all(int layers, String text) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    List<Leaf> all = new ArrayList<>();
    LeafWalker walker =
        new LeafWalker(new ParseSpec(layers, ParseSpec.Root.OBJECT), Limits.DEFAULT);
    assertThat(walker.walk(message, 0, message.length, (leaves, index) -> all.addAll(leaves)))
        .isNull();
    return all;
  }
}
