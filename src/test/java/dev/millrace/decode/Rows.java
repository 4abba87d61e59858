package dev.millrace.decode;

import dev.millrace.error.RejectCode;
import dev.millrace.spec.FieldPath;
import dev.millrace.spec.ParseSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads texts by paths and writes each row as {@code KIND:bytes} words, for tests to compare. */
final class Rows {
  private final RecordReader reader;
  private final List<List<String>> rows = new ArrayList<>();

  private Rows(FlattenPlan plan) {
    reader = new RecordReader(plan);
  }

  static Rows of(String... paths) {
    return of(Limits.DEFAULT, ParseSpec.Root.OBJECT, paths);
  }

  static Rows ofArray(String... paths) {
    return of(Limits.DEFAULT, ParseSpec.Root.ARRAY, paths);
  }

  static Rows of(Limits limits, ParseSpec.Root root, String... paths) {
    return new Rows(plan(new ParseSpec(1, root), limits, paths));
  }

  static Rows ofText(Limits limits, String... paths) {
    return new Rows(plan(new ParseSpec(0, ParseSpec.Root.OBJECT), limits, paths));
  }

  static FlattenPlan plan(ParseSpec parse, Limits limits, String... paths) {
    return FlattenPlan.compile(Arrays.stream(paths).map(FieldPath::parse).toList(), parse, limits);
  }

  RecordReader reader() {
    return reader;
  }

  /** The only row of a good message. */
  List<String> row(String json) {
    List<List<String>> all = rows(json);
    if (all.size() != 1) {
      throw new AssertionError("expected one row, found " + all);
    }
    return all.get(0);
  }

  /** All rows of a good message. */
  List<List<String>> rows(String json) {
    RejectCode code = read(json.getBytes(StandardCharsets.UTF_8));
    if (code != null) {
      throw new AssertionError(code + ": " + reader.reason());
    }
    return List.copyOf(rows);
  }

  RejectCode code(String json) {
    return read(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the message from the middle of a larger array, as it stands in a fetch response. */
  RejectCode read(byte[] message) {
    rows.clear();
    byte[] around = new byte[message.length + 20];
    Arrays.fill(around, (byte) '9');
    System.arraycopy(message, 0, around, 7, message.length);
    return reader.read(around, 7, 7 + message.length, (row, index) -> rows.add(words(row)));
  }

  static List<String> words(FlatRow row) {
    List<String> words = new ArrayList<>();
    for (int slot = 0; slot < row.slots(); slot++) {
      int length = row.end(slot) - row.start(slot);
      words.add(
          row.kind(slot)
              + ":"
              + new String(row.bytes(), row.start(slot), length, StandardCharsets.UTF_8));
    }
    return words;
  }
}
