package dev.millrace.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.error.RejectCode;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.ParseSpec;
import dev.millrace.spec.ParseSpec.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A value within a message that is read by a plan of its own. */
class NestedRowsTest {
  private static final Limits SMALL = new Limits(4, 100, 10);

  private final List<List<String>> found = new ArrayList<>();
  private RejectCode verdict;
  private RecordReader inner;

  private static RecordReader reader(Limits limits, Root root, int layers, String... paths) {
    return new RecordReader(Rows.plan(new ParseSpec(layers, root), limits, paths));
  }

  /** Reads the value at {@code path} by the plan of {@code inner}; the outer message's verdict. */
  private RejectCode read(Limits limits, String path, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return reader(limits, Root.OBJECT, 1, path)
        .read(
            bytes,
            0,
            bytes.length,
            (row, index) -> {
              verdict = inner.readIn(row, 0, (nested, i) -> found.add(words(nested, i)));
              return true;
            });
  }

  private static List<String> words(FlatRow row, int index) {
    List<String> words = new ArrayList<>(Rows.words(row));
    words.add(0, String.valueOf(index));
    return words;
  }

  @Test
  void anArrayWithinAMessageHasRows() {
    inner = reader(Limits.DEFAULT, Root.ARRAY, 2, "/a", "/b/c");

    RejectCode outer =
        read(
            Limits.DEFAULT,
            "/items",
            "{\"x\":1,\"items\": [ {\"a\":\"é\"},{\"b\":{\"c\":[2]}} ],\"y\":{}}");

    assertThat(outer).isNull();
    assertThat(verdict).isNull();
    assertThat(found)
        .containsExactly(List.of("0", "STRING:é", "ABSENT:"), List.of("1", "ABSENT:", "ARRAY:[2]"));
  }

  @Test
  void anObjectWithinAMessageIsARow() {
    inner = reader(Limits.DEFAULT, Root.OBJECT, 1, "/a");

    read(Limits.DEFAULT, "/after", "{\"after\":{\"a\":1,\"b\":2},\"op\":\"u\"}");

    assertThat(found).containsExactly(List.of("0", "NUMBER:1"));
    assertThat(inner.takeUnmapped()).containsExactly("/b");
  }

  @Test
  void aVisitorStopsTheInnerRowsAlone() {
    inner = reader(Limits.DEFAULT, Root.ARRAY, 1, "/a");
    byte[] json =
        "[{\"r\":[{\"a\":1},{\"a\":2}]},{\"r\":[{\"a\":3}]}]".getBytes(StandardCharsets.UTF_8);

    RejectCode outer =
        reader(Limits.DEFAULT, Root.ARRAY, 1, "/r")
            .read(
                json,
                0,
                json.length,
                (row, index) -> {
                  verdict =
                      inner.readIn(
                          row,
                          0,
                          (nested, i) -> {
                            found.add(words(nested, i));
                            return false;
                          });
                  return verdict == null;
                });

    assertThat(outer).isNull();
    assertThat(found).containsExactly(List.of("0", "NUMBER:1"), List.of("0", "NUMBER:3"));
  }

  @Test
  void anotherRootThanThePlansIsSaidOfTheValue() {
    inner = reader(Limits.DEFAULT, Root.ARRAY, 1, "/a");

    read(Limits.DEFAULT, "/o", "{\"o\":{}}");
    assertThat(verdict).isEqualTo(RejectCode.WRONG_ROOT);
    assertThat(inner.reason())
        .isEqualTo("at byte 0: the value is an object, expected an array of objects");

    read(Limits.DEFAULT, "/o", "{\"o\":[{\"a\":1}, 2]}");
    assertThat(verdict).isEqualTo(RejectCode.WRONG_ROOT);
    assertThat(inner.reason()).isEqualTo("at byte 10: an element that is not an object");
  }

  @Test
  void theMessagesLimitsHoldForWhatIsInIt() {
    inner = reader(SMALL, Root.OBJECT, 1, "/a");

    assertThat(read(SMALL, "/o", "{\"o\":{\"a\":[[1]]}}")).isNull();
    assertThat(verdict).isNull();
    assertThat(found).containsExactly(List.of("0", "ARRAY:[[1]]"));
    found.clear();
    assertThat(read(SMALL, "/o", "{\"o\":{\"a\":[[[1]]]}}")).isEqualTo(RejectCode.TOO_DEEP);
    assertThat(read(SMALL, "/o", "{\"o\":{\"a\":12345678901}}")).isNotNull();
    assertThat(read(SMALL, "/o", "{\"o\":{\"a\":\"" + "x".repeat(99) + "\"}}"))
        .isEqualTo(RejectCode.TOO_LARGE);
    assertThat(found).isEmpty();
  }

  @Test
  void onlyAnotherReadersObjectsAndArraysCanBeRead() {
    inner = reader(Limits.DEFAULT, Root.OBJECT, 1, "/a");

    for (String value : List.of("1", "\"{}\"", "null")) {
      assertThatThrownBy(() -> read(Limits.DEFAULT, "/o", "{\"o\":" + value + "}"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    byte[] json = "{\"o\":{}}".getBytes(StandardCharsets.UTF_8);
    RecordReader own = reader(Limits.DEFAULT, Root.OBJECT, 1, "/o");
    assertThatThrownBy(
            () ->
                own.read(
                    json,
                    0,
                    json.length,
                    (row, index) -> own.readIn(row, 0, (nested, i) -> true) == null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void agreesWithTreesOnMadeTexts() {
    long seed = Long.getLong("millrace.seed", 3);
    TreeReference reference = new TreeReference();
    List<FieldPath> outerPaths =
        Stream.of("/a", "/b", "/a/b", "/", "/bc", "/c/a").map(FieldPath::parse).toList();
    List<FieldPath> paths =
        Stream.of("/a", "/a/b", "/b/0", "/0/1", "/", "/c", "/a/0").map(FieldPath::parse).toList();
    RecordReader outer =
        new RecordReader(
            FlattenPlan.compile(outerPaths, new ParseSpec(2, Root.OBJECT), Limits.DEFAULT));
    RecordReader objects =
        new RecordReader(FlattenPlan.compile(paths, new ParseSpec(2, Root.OBJECT), Limits.DEFAULT));
    RecordReader arrays =
        new RecordReader(FlattenPlan.compile(paths, new ParseSpec(2, Root.ARRAY), Limits.DEFAULT));
    JsonTexts texts = new JsonTexts(new Random(seed));
    int[] read = new int[2];

    for (int i = 0; i < 40_000; i++) {
      byte[] message = texts.next();
      outer.read(
          message,
          0,
          message.length,
          (row, index) -> {
            for (int slot = 0; slot < row.slots(); slot++) {
              ValueKind kind = row.kind(slot);
              if (kind == ValueKind.OBJECT || kind == ValueKind.ARRAY) {
                boolean object = kind == ValueKind.OBJECT;
                same(reference, object ? objects : arrays, object, row, slot, paths);
                read[object ? 0 : 1]++;
              }
            }
            return true;
          });
    }

    assertThat(read[0]).as("objects").isGreaterThan(1_000);
    assertThat(read[1]).as("arrays").isGreaterThan(1_000);
  }

  private static void same(
      TreeReference reference,
      RecordReader reader,
      boolean object,
      FlatRow outer,
      int slot,
      List<FieldPath> paths) {
    byte[] value = Arrays.copyOfRange(outer.bytes(), outer.start(slot), outer.end(slot));
    String told = new String(value, StandardCharsets.UTF_8);
    List<Integer> rows = new ArrayList<>();
    try {
      JsonNode tree = reference.tree(value);
      RejectCode expected = object ? reference.verdict(value) : reference.verdictOfRows(value);
      RejectCode found =
          reader.readIn(
              outer,
              slot,
              (row, index) -> {
                rows.add(index);
                JsonNode at = object ? tree : tree.get(index);
                for (int i = 0; i < row.slots(); i++) {
                  agree(reference, at, paths.get(i), row, i, told);
                }
                return true;
              });
      assertThat(found).as(told).isEqualTo(expected);
      if (found == null) {
        assertThat(rows).as(told).hasSize(object ? 1 : tree.size());
      }
    } catch (IOException e) {
      throw new AssertionError(told, e);
    }
  }

  private static void agree(
      TreeReference reference, JsonNode tree, FieldPath path, FlatRow row, int slot, String told) {
    try {
      if (!reference.agrees(tree, path, row, slot)) {
        throw new AssertionError(path.text() + " is " + Rows.words(row).get(slot) + "; " + told);
      }
    } catch (IOException e) {
      throw new AssertionError(told, e);
    }
  }
}
