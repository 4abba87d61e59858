package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.error.RejectCode;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.ParseSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever the bytes, the sliced reading says what plain jackson-core says, and finds what its
 * trees hold.
 */
class SliceParserFuzzTest {
  private static final List<FieldPath> PATHS =
      Stream.of(
              "/a",
              "/a/b",
              "/a/b/c",
              "/b/0",
              "/b/1/a",
              "/a/0",
              "/0/1",
              "/",
              "//a",
              "/long name beyond eight/a",
              "/é😀",
              "/bc",
              "/x\"y/a",
              "/~0~1",
              "/c/a/b/c",
              "/b/01")
          .map(FieldPath::parse)
          .toList();
  private static final RowVisitor NOBODY = (row, index) -> true;

  private final TreeReference reference = new TreeReference();
  private final RecordReader reader =
      new RecordReader(
          FlattenPlan.compile(PATHS, new ParseSpec(3, ParseSpec.Root.OBJECT), Limits.DEFAULT));

  @Test
  void agreesOnMadeTexts() throws IOException {
    long seed = Long.getLong("millrace.seed", 1);
    JsonTexts texts = new JsonTexts(new Random(seed));
    for (int i = 0; i < 20_000; i++) {
      same(seed, texts.next());
    }
  }

  @Test
  void agreesOnSpoiledTexts() throws IOException {
    long seed = Long.getLong("millrace.seed", 2);
    JsonTexts texts = new JsonTexts(new Random(seed));
    int rejected = 0;
    for (int i = 0; i < 60_000; i++) {
      rejected += same(seed, texts.spoil(texts.next())) == null ? 0 : 1;
    }
    assertThat(rejected).as("a mixture worth its time").isBetween(10_000, 55_000);
  }

  @Test
  void agreesOnEveryPrefixOfAText() throws IOException {
    byte[] text =
        ("{\"a\" : {\"b\":[1.5e3, true,\"\\u00e9\\n"
                + "\"],\"x\":null},\"s\":\"é😀\",\"\\u0062\":[{\"q\":[]},{\"a\":-0}]}")
            .getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length <= text.length; length++) {
      same(0, Arrays.copyOf(text, length));
    }
  }

  private RejectCode same(long seed, byte[] message) throws IOException {
    byte[] around = new byte[message.length + 9];
    Arrays.fill(around, (byte) '}');
    System.arraycopy(message, 0, around, 5, message.length);
    String told = "seed " + seed + ": " + new String(message, StandardCharsets.UTF_8);

    RejectCode expected = reference.verdict(message);
    RejectCode found =
        reader.read(
            around,
            5,
            5 + message.length,
            expected != null
                ? NOBODY
                : (row, index) -> {
                  compare(told, message, row);
                  return true;
                });

    if (found != expected) {
      throw new AssertionError(
          "expected " + expected + ", found " + found + " " + reader.reason() + "; " + told);
    }
    return found;
  }

  private void compare(String told, byte[] message, FlatRow row) {
    try {
      JsonNode tree = reference.tree(message);
      for (int slot = 0; slot < row.slots(); slot++) {
        if (!reference.agrees(tree, PATHS.get(slot), row, slot)) {
          throw new AssertionError(
              PATHS.get(slot).text() + " is " + Rows.words(row).get(slot) + "; " + told);
        }
      }
    } catch (IOException e) {
      throw new AssertionError(told, e);
    }
  }
}
