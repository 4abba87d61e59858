package dev.millrace.loadtest;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report's three kinds of charts. */
final class Charts {
  private static final String INK = "#333333";

  private Charts() {}

  /** Median records a second as bars, lowest to highest as a line through each. */
  static String bars(String variant, List<String> names, Results results) {
    Svg svg = new Svg(variant + ": records a second, median and spread", 360);
    double largest =
        names.stream()
            .mapToDouble(n -> Statistics.max(results.of(variant, n), Measurement::perSecond))
            .max()
            .orElse(1);
    double top = svg.scale(largest, "records/s");
    for (int i = 0; i < names.size(); i++) {
      List<Measurement> rounds = results.of(variant, names.get(i));
      double median = Statistics.median(rounds, Measurement::perSecond);
      double from = svg.x((i + 0.2) / names.size());
      double to = svg.x((i + 0.8) / names.size());
      double middle = (from + to) / 2;
      svg.rect(
          from, svg.y(median / top), to - from, svg.y(0) - svg.y(median / top), Svg.COLOURS[i]);
      double low = svg.y(Statistics.min(rounds, Measurement::perSecond) / top);
      double high = svg.y(Statistics.max(rounds, Measurement::perSecond) / top);
      svg.line(middle, low, middle, high, INK);
      svg.line(middle - 6, low, middle + 6, low, INK);
      svg.line(middle - 6, high, middle + 6, high, INK);
      svg.text(middle, svg.y(0) + 18, "middle", names.get(i));
      svg.text(middle, svg.y(0) + 34, "middle", String.format(Locale.ROOT, "%,.0f", median));
    }
    return svg.end();
  }

  /** Records a second between samples, of each contestant's median round. */
  static String overTime(String variant, List<String> names, Results results) {
    Svg svg = new Svg(variant + ": records a second over time, one round each", 360);
    List<Measurement> shown = names.stream().map(n -> middle(results.of(variant, n))).toList();
    double longest = shown.stream().mapToDouble(Measurement::seconds).max().orElse(1);
    double largest = 1;
    for (Measurement m : shown) {
      for (int i = 1; i < m.samples().size(); i++) {
        largest = Math.max(largest, speed(m.samples(), i));
      }
    }
    double top = svg.scale(largest, "records/s");
    for (int s = 0; s <= 5; s++) {
      svg.text(
          svg.x(s / 5.0),
          svg.y(0) + 18,
          "middle",
          String.format(Locale.ROOT, "%.1f s", longest * s / 5));
    }
    for (int c = 0; c < shown.size(); c++) {
      StringBuilder points = new StringBuilder();
      List<Measurement.Sample> samples = shown.get(c).samples();
      for (int i = 1; i < samples.size(); i++) {
        points.append(
            Svg.point(svg.x(samples.get(i).seconds() / longest), svg.y(speed(samples, i) / top)));
      }
      svg.path(points.toString(), Svg.COLOURS[c]);
      svg.legend(c, names.get(c));
    }
    return svg.end();
  }

  /** Over about a second, since rows come a transaction at a time. */
  private static double speed(List<Measurement.Sample> samples, int i) {
    Measurement.Sample to = samples.get(i);
    Measurement.Sample from = samples.get(Math.max(0, i - 4));
    return (to.rows() - from.rows()) / Math.max(0.001, to.seconds() - from.seconds());
  }

  private static Measurement middle(List<Measurement> rounds) {
    return rounds.stream()
        .sorted(java.util.Comparator.comparingDouble(Measurement::perSecond))
        .toList()
        .get(rounds.size() / 2);
  }

  /** Percentiles to the right, milliseconds upwards in powers of ten. */
  static String latency(List<Results.Paced> runs) {
    Svg svg = new Svg("Latency: due to be sent → row visible", 380);
    double largest =
        runs.stream()
            .flatMap(r -> r.percentiles().values().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    int decades = (int) Math.max(1, Math.ceil(Math.log10(largest)));
    for (int d = 0; d <= decades; d++) {
      double y = svg.y((double) d / decades);
      svg.line(svg.x(0), y, svg.x(1), y, "#e5e5e5");
      svg.text(svg.x(0) - 6, y + 4, "end", String.format(Locale.ROOT, "%,.0f ms", Math.pow(10, d)));
    }
    List<String> percentiles = List.copyOf(runs.get(0).percentiles().keySet());
    for (int i = 0; i < percentiles.size(); i++) {
      svg.text(
          svg.x((double) i / (percentiles.size() - 1)),
          svg.y(0) + 18,
          "middle",
          "p" + percentiles.get(i));
    }
    for (int r = 0; r < runs.size(); r++) {
      StringBuilder points = new StringBuilder();
      int i = 0;
      for (Map.Entry<String, Double> value : runs.get(r).percentiles().entrySet()) {
        double decade = Math.max(0, Math.log10(Math.max(1, value.getValue())));
        points.append(
            Svg.point(svg.x((double) i++ / (percentiles.size() - 1)), svg.y(decade / decades)));
      }
      svg.path(points.toString(), Svg.COLOURS[r % Svg.COLOURS.length]);
      svg.legend(
          r,
          String.format(Locale.ROOT, "%s %,.0f/s", runs.get(r).contestant(), runs.get(r).rate()));
    }
    return svg.end();
  }
}
