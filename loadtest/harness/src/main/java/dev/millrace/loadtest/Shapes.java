package dev.millrace.loadtest;

import dev.millrace.testkit.Workload;
import dev.millrace.testkit.WorkloadTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The kinds of events that are measured. */
final class Shapes {
  private static final long SEED = 1;
  private static final int DIRTY_EVERY = 1000;

  private Shapes() {}

  /** The standard workload of the engine's tests. */
  static Shape standard() {
    return new Standard(new Workload(SEED));
  }

  /** The same, with a text for the INT column in one of 1,000. */
  static Shape dirty() {
    return new Standard(new Workload(SEED).withDirtyValueEvery(DIRTY_EVERY)) {
      @Override
      public boolean dirty(long index) {
        return index % DIRTY_EVERY == DIRTY_EVERY / 2;
      }
    };
  }

  /** The standard event in an envelope of 1.6 KB that nobody maps, seven levels deep. */
  static Shape nested() {
    return new Nested(new Workload(SEED));
  }

  /** {@code columns} scalars side by side, and text that nobody maps up to {@code bytes}. */
  static Shape flat(int columns, int bytes) {
    return new Flat(columns, bytes);
  }

  private static class Standard implements Shape {
    private final Workload workload;

    Standard(Workload workload) {
      this.workload = workload;
    }

    @Override
    public List<Field> fields() {
      return WorkloadTable.FIELDS.stream()
          .map(f -> new Field(f.path(), f.column(), f.type()))
          .toList();
    }

    @Override
    public int layers() {
      return WorkloadTable.LAYERS;
    }

    @Override
    public byte[] record(long index) {
      return workload.record(index);
    }

    @Override
    public String row(long index) {
      return workload.row(index);
    }
  }

  private static final class Nested extends Standard {
    Nested(Workload workload) {
      super(workload);
    }

    @Override
    public List<Field> fields() {
      List<Field> fields = new ArrayList<>();
      for (Field field : super.fields()) {
        fields.add(new Field("/event/body" + field.path(), field.column(), field.type()));
      }
      return fields;
    }

    @Override
    public int layers() {
      return super.layers() + 2;
    }

    @Override
    public byte[] record(long index) {
      StringBuilder out = new StringBuilder(2048).append("{\"meta\":{\"trace\":[");
      for (int i = 0; i < 8; i++) {
        out.append(i == 0 ? "" : ",").append("{\"hop\":").append(i).append(",\"at\":");
        out.append(1_767_225_600_000L + index).append(",\"via\":{\"host\":\"edge-").append(i);
        out.append("\",\"zone\":{\"name\":\"eu-west\",\"rack\":{\"row\":").append(i % 3);
        out.append(",\"free\":true}}}}");
      }
      out.append("]},\"event\":{\"kind\":\"order\",\"body\":");
      out.append(new String(super.record(index), StandardCharsets.UTF_8)).append("}}");
      return out.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  private record Flat(int columns, int bytes) implements Shape {
    private static final String[] TYPES = {"INT", "VARCHAR(32)", "DOUBLE", "BIGINT"};

    @Override
    public List<Field> fields() {
      List<Field> fields = new ArrayList<>(List.of(new Field("/id", "id", "BIGINT")));
      for (int i = 1; i < columns; i++) {
        fields.add(new Field("/c" + i, "c" + i, TYPES[i % TYPES.length]));
      }
      return fields;
    }

    @Override
    public int layers() {
      return 1;
    }

    @Override
    public byte[] record(long index) {
      StringBuilder out = new StringBuilder(bytes + 64).append("{\"id\":").append(index);
      for (int i = 1; i < columns; i++) {
        boolean text = i % TYPES.length == 1;
        out.append(",\"c").append(i).append(text ? "\":\"" : "\":");
        value(out, index, i);
        out.append(text ? "\"" : "");
      }
      int room = bytes - out.length() - 9;
      if (room > 0) {
        out.append(",\"pad\":\"").append("x".repeat(room)).append('"');
      }
      return out.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String row(long index) {
      StringBuilder out = new StringBuilder(bytes).append(index);
      for (int i = 1; i < columns; i++) {
        value(out.append('|'), index, i);
      }
      return out.toString();
    }

    private static void value(StringBuilder out, long index, int column) {
      long bits = (index * 0x9E3779B97F4A7C15L + column * 0xBF58476D1CE4E5B9L) >>> 20;
      switch (column % TYPES.length) {
        case 0 -> out.append(bits % 1_000_000);
        case 1 -> out.append("text-").append(Long.toHexString(bits));
        // Two decimals, the last not 0, so that Java and SQL print it alike.
        case 2 -> out.append(1 + bits % 10_000).append('.').append(bits % 10).append(1 + bits % 9);
        default -> out.append(bits);
      }
    }
  }
}
