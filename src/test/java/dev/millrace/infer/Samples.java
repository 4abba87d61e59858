package dev.millrace.infer;

import dev.millrace.decode.FlatRow;
import dev.millrace.decode.FlattenPlan;
import dev.millrace.decode.Limits;
import dev.millrace.decode.RecordReader;
import dev.millrace.model.Sample;
import dev.millrace.model.ValueKind;
import dev.millrace.spec.MappingEntry;
import dev.millrace.spec.ParseSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Profiles texts, and reads them again by the mapping suggested for them. */
record Samples(ParseSpec parse, List<String> texts) {
  static Samples of(int layers, String... texts) {
    return new Samples(new ParseSpec(layers, ParseSpec.Root.OBJECT), List.of(texts));
  }

  static Samples ofArrays(int layers, String... texts) {
    return new Samples(new ParseSpec(layers, ParseSpec.Root.ARRAY), List.of(texts));
  }

  Profile profile() {
    Profiler profiler = new Profiler(parse, Limits.DEFAULT);
    for (String text : texts) {
      byte[] value = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
      profiler.add(new Sample("t", 0, 0, 0, null, Map.of(), value));
    }
    return profiler.profile();
  }

  Suggestion suggestion() {
    return Suggestion.of(profile(), parse);
  }

  /** Column names and their types, in order. */
  Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    for (MappingEntry entry : suggestion().mapping()) {
      columns.put(entry.column(), entry.type().sql());
    }
    return columns;
  }

  /** The type of the only column. */
  String type() {
    Map<String, String> columns = columns();
    if (columns.size() != 1) {
      throw new AssertionError("expected one column, found " + columns);
    }
    return columns.values().iterator().next();
  }

  PathProfile path(String path) {
    return profile().paths().stream().filter(p -> p.path().equals(path)).findFirst().orElseThrow();
  }

  /**
   * What the suggested mapping reads from the texts: a row for each, values by column, absent ones
   * left out.
   */
  List<Map<String, String>> rows() {
    List<MappingEntry> mapping = suggestion().mapping();
    RecordReader reader =
        new RecordReader(
            FlattenPlan.compile(
                mapping.stream().map(MappingEntry::path).toList(), parse, Limits.DEFAULT));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String text : texts) {
      byte[] value = text.getBytes(StandardCharsets.UTF_8);
      reader.read(value, 0, value.length, (row, index) -> rows.add(values(mapping, row)));
    }
    return rows;
  }

  private static void put(Map<String, String> values, MappingEntry entry, FlatRow row, int slot) {
    if (row.kind(slot) == ValueKind.WRONG_SHAPE) {
      throw new AssertionError(entry.path().text() + " has the wrong shape");
    }
    if (row.kind(slot) != ValueKind.ABSENT) {
      int length = row.end(slot) - row.start(slot);
      values.put(
          entry.column(), new String(row.bytes(), row.start(slot), length, StandardCharsets.UTF_8));
    }
  }

  private static Map<String, String> values(List<MappingEntry> mapping, FlatRow row) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int slot = 0; slot < row.slots(); slot++) {
      put(values, mapping.get(slot), row, slot);
    }
    return values;
  }
}
