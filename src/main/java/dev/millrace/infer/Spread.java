package dev.millrace.infer;

import dev.millrace.model.Labelled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the values of a path are spread, for the eye: counts in steps of equal width.
 *
 * @param of what was measured
 * @param from the least, as double
 * @param to the greatest
 * @param counts of each step; the last one holds {@code to}
 */
public record Spread(Of of, double from, double to, List<Long> counts) {
  static final int STEPS = 12;

  /** Of so many values of a path, the first ones, a picture is made. */
  static final int MAX_VALUES = 1_024;

  /** What a value is measured by: numbers by themselves, texts and arrays by their length. */
  public enum Of implements Labelled {
    VALUES,
    CHARACTERS,
    ELEMENTS
  }

  public Spread {
    counts = List.copyOf(counts);
  }

  /** Measures of one kind, as they come. One thread. */
  static final class Measures {
    private final Of of;
    private double[] values = {};
    private int size;
    private boolean whole = true;

    Measures(Of of) {
      this.of = of;
    }

    int size() {
      return size;
    }

    /** What is beyond a double cannot be drawn. */
    void add(double value) {
      if (size == MAX_VALUES || !Double.isFinite(value)) {
        return;
      }
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.max(8, size * 2));
      }
      values[size++] = value;
      whole &= value == Math.rint(value);
    }

    /** Null where there is none. */
    Spread spread() {
      if (size == 0) {
        return null;
      }
      double from = Double.POSITIVE_INFINITY;
      double to = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < size; i++) {
        from = Math.min(from, values[i]);
        to = Math.max(to, values[i]);
      }
      // Of few whole numbers each has a step of its own.
      int steps = whole ? (int) Math.min(STEPS, to - from + 1) : from == to ? 1 : STEPS;
      long[] counts = new long[steps];
      // By halves: the width of all doubles is beyond a double.
      double width = to / 2 - from / 2;
      for (int i = 0; i < size; i++) {
        double share = width == 0 ? 0 : (values[i] / 2 - from / 2) / width;
        counts[Math.min(steps - 1, (int) (share * steps))]++;
      }
      List<Long> all = new ArrayList<>(steps);
      for (long count : counts) {
        all.add(count);
      }
      return new Spread(of, from, to, all);
    }
  }
}
