package dev.millrace.loadtest;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Over the rounds of one contestant. */
final class Statistics {
  private Statistics() {}

  /** 0 where there are none. */
  static double median(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    int n = sorted.length;
    return n == 0 ? 0 : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
  }

  /** The value below which {@code share} of the sorted values are; 0 where there are none. */
  static double atShare(double[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.round(share * (sorted.length - 1))];
  }

  static double min(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    return rounds.stream().mapToDouble(figure).min().orElse(0);
  }

  static double max(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
    return rounds.stream().mapToDouble(figure).max().orElse(0);
  }
}
