package dev.millrace.decode;

import dev.millrace.model.ValueKind;
import java.util.Arrays;

/**
 * One flattened record; reused, do not keep. Each slot says what stands at its path and where: a
 * range {@code [start, end)} of {@link #bytes}, which is the message's own array.
 *
 * <p>STRING and ESCAPED ranges lie inside the quotes; OBJECT, ARRAY and WRONG_SHAPE ranges are the
 * value's JSON text byte for byte (so a string of wrong shape has its quotes). ABSENT slots have
 * the empty range {@code [0, 0)}.
 */
public final class FlatRow {
  private final ValueKind[] kinds;
  private final int[] starts;
  private final int[] ends;
  private byte[] bytes = new byte[0];

  FlatRow(int slots) {
    kinds = new ValueKind[slots];
    starts = new int[slots];
    ends = new int[slots];
  }

  public int slots() {
    return kinds.length;
  }

  public ValueKind kind(int slot) {
    return kinds[slot];
  }

  public int start(int slot) {
    return starts[slot];
  }

  public int end(int slot) {
    return ends[slot];
  }

  public byte[] bytes() {
    return bytes;
  }

  /** Everything ABSENT, over these bytes. */
  void reset(byte[] of) {
    bytes = of;
    Arrays.fill(kinds, ValueKind.ABSENT);
    Arrays.fill(starts, 0);
    Arrays.fill(ends, 0);
  }

  void put(int slot, ValueKind kind, int start, int end) {
    kinds[slot] = kind;
    starts[slot] = start;
    ends[slot] = end;
  }

  void put(int[] slots, ValueKind kind, int start, int end) {
    for (int slot : slots) {
      put(slot, kind, start, end);
    }
  }
}
