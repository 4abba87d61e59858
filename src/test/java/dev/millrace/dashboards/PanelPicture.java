package dev.millrace.dashboards;

import dev.millrace.dashboards.DashboardPictures.Named;
import dev.millrace.dashboards.Prometheus.Series;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One panel of a drawn dashboard; a place in pixels. */
record PanelPicture(JsonObject panel, int x, int y, int width, int height) {
  private static final List<String> COLOURS =
      List.of(
          "#56a64b", "#3274d9", "#e02f44", "#ff780a", "#a352cc", "#37872d", "#1f60c4", "#c4162a");
  private static final int MOST_NAMED = 8;
  private static final int LEFT = 52;
  private static final int TOP = 28;
  private static final int BOTTOM = 40;

  String svg(List<Named> answers, Instant begin, Instant end) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"#fff\" stroke=\"#ddd\"/>\n"
            .formatted(x, y, width, height));
    svg.append(text(x + 8, y + 18, 12, "#333", panel.getString("title")));
    List<Named> shown = answers.stream().limit(MOST_NAMED).toList();
    switch (panel.getString("type")) {
      case "stat" -> stats(svg, current(answers));
      case "table" -> rows(svg, shown);
      case "heatmap" -> heat(svg, answers, begin, end);
      default -> lines(svg, shown, begin, end);
    }
    return svg.toString();
  }

  /** A stat shows what there is at the end, and of what is gone nothing. */
  private static List<Named> current(List<Named> answers) {
    double last = answers.stream().mapToDouble(named -> last(named)[0]).max().orElse(0);
    return answers.stream().filter(named -> last(named)[0] == last).toList();
  }

  private static double[] last(Named named) {
    List<double[]> points = named.series().points();
    return points.get(points.size() - 1);
  }

  private void stats(StringBuilder svg, List<Named> answers) {
    int each = (width - 16) / Math.max(1, answers.size());
    for (int i = 0; i < answers.size(); i++) {
      String value = worded(last(answers.get(i))[1]);
      svg.append(text(x + 8 + i * each, y + 44, 11, "#777", answers.get(i).legend()));
      svg.append(text(x + 8 + i * each, y + 72, 22, COLOURS.get(0), value));
    }
  }

  private void rows(StringBuilder svg, List<Named> answers) {
    for (int i = 0; i < answers.size() && TOP + 20 * i + 20 < height; i++) {
      svg.append(text(x + 8, y + TOP + 20 + 20 * i, 11, "#333", answers.get(i).legend()));
    }
  }

  private void lines(StringBuilder svg, List<Named> answers, Instant begin, Instant end) {
    boolean stacked =
        "normal"
            .equals(
                panel
                    .getJsonObject("fieldConfig")
                    .getJsonObject("defaults")
                    .getJsonObject("custom", new JsonObject())
                    .getJsonObject("stacking", new JsonObject())
                    .getString("mode"));
    Map<Double, Double> below = new TreeMap<>();
    double top = top(answers, stacked);
    axes(svg, top, begin, end);
    int legendX = x + 8;
    for (int i = 0; i < answers.size(); i++) {
      String colour = COLOURS.get(i % COLOURS.size());
      Series series = answers.get(i).series();
      StringBuilder path = new StringBuilder();
      double before = Double.NaN;
      for (double[] point : series.points()) {
        if (Double.isNaN(point[1]) || Double.isInfinite(point[1])) {
          before = Double.NaN;
          continue;
        }
        double value = stacked ? below.merge(point[0], point[1], Double::sum) : point[1];
        // A gap where Prometheus has none: nothing is drawn across it.
        path.append(point[0] - before <= 2.5 ? 'L' : 'M');
        path.append(
            String.format(
                Locale.ROOT, "%.0f %.1f", across(point[0], begin, end), upwards(value, top)));
        before = point[0];
      }
      // Of a stack, what is 0 would only hide the line that it lies on.
      boolean hidden = stacked && series.points().stream().allMatch(point -> point[1] == 0);
      svg.append(
          hidden
              ? ""
              : "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>\n"
                  .formatted(path, colour));
      String legend = answers.get(i).legend();
      if (legendX + 16 + legend.length() * 6 < x + width) {
        int at = y + height - 10;
        svg.append(
            "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"4\" fill=\"%s\"/>\n"
                .formatted(legendX, at - 5, colour));
        svg.append(text(legendX + 13, at, 10, "#555", legend));
        legendX += 24 + legend.length() * 6;
      }
    }
  }

  private static double top(List<Named> answers, boolean stacked) {
    Map<Double, Double> at = new TreeMap<>();
    for (Named named : answers) {
      for (double[] point : named.series().points()) {
        if (Double.isFinite(point[1])) {
          at.merge(point[0], point[1], stacked ? Double::sum : Math::max);
        }
      }
    }
    double most = at.values().stream().mapToDouble(v -> v).max().orElse(0);
    return most <= 0 ? 1 : most * 1.05;
  }

  private void axes(StringBuilder svg, double top, Instant begin, Instant end) {
    for (int i = 0; i <= 4; i++) {
      double value = top * i / 4;
      int at = (int) upwards(value, top);
      svg.append(
          "<path d=\"M%d %dH%d\" stroke=\"#eee\"/>\n".formatted(x + LEFT, at, x + width - 10));
      svg.append(text(x + 6, at + 4, 10, "#777", worded(value)));
    }
    times(svg, begin, end);
  }

  private void times(StringBuilder svg, Instant begin, Instant end) {
    long seconds = end.getEpochSecond() - begin.getEpochSecond();
    for (long second = 0; second <= seconds; second += 30) {
      int at = (int) across(begin.getEpochSecond() + second, begin, end);
      String time = "%d:%02d".formatted(second / 60, second % 60);
      svg.append(text(at - 8, y + height - BOTTOM + 15, 10, "#777", time));
    }
  }

  /** Buckets from below; darker where more fell into one. */
  private void heat(StringBuilder svg, List<Named> answers, Instant begin, Instant end) {
    List<Named> buckets =
        answers.stream().sorted(Comparator.comparingDouble(named -> bound(named))).toList();
    double each = (height - TOP - BOTTOM) / (double) Math.max(1, buckets.size());
    Map<Double, Double> below = new TreeMap<>();
    for (int i = 0; i < buckets.size(); i++) {
      double low = height - BOTTOM - (i + 1) * each;
      if (i % 4 == 0) {
        svg.append(text(x + 6, y + (int) (low + each), 10, "#777", buckets.get(i).legend() + " s"));
      }
      for (double[] point : buckets.get(i).series().points()) {
        double more = point[1] - below.getOrDefault(point[0], 0.0);
        below.put(point[0], point[1]);
        if (more > 0) {
          svg.append(
              String.format(
                  Locale.ROOT,
                  "<rect x=\"%.0f\" y=\"%.1f\" width=\"8\" height=\"%.1f\" fill=\"#ff780a\""
                      + " fill-opacity=\"%.2f\"/>%n",
                  across(point[0], begin, end),
                  y + low,
                  each,
                  Math.min(1, 0.2 + more / 5)));
        }
      }
    }
    times(svg, begin, end);
  }

  private static double bound(Named bucket) {
    return Double.parseDouble(bucket.legend().replace("+Inf", "Infinity"));
  }

  private double across(double second, Instant begin, Instant end) {
    double from = begin.toEpochMilli() / 1_000.0;
    double share = (second - from) / (end.toEpochMilli() / 1_000.0 - from);
    return x + LEFT + share * (width - LEFT - 10);
  }

  private double upwards(double value, double top) {
    return y + height - BOTTOM - value / top * (height - TOP - BOTTOM);
  }

  private String worded(double value) {
    String unit =
        panel.getJsonObject("fieldConfig").getJsonObject("defaults").getString("unit", "short");
    if (Double.isInfinite(value)) {
      return "∞";
    }
    return switch (unit) {
      case "percentunit" ->
          String.format(Locale.ROOT, value < 0.1 ? "%.1f %%" : "%.0f %%", value * 100);
      case "bool_yes_no" -> value == 0 ? "no" : "yes";
      case "s" -> value < 1 ? scaled(value * 1_000, " ms") : scaled(value, " s");
      case "bytes" -> scaled(value, "B");
      case "Bps" -> scaled(value, "B/s");
      case "reqps" -> scaled(value, "/s");
      default -> scaled(value, "");
    };
  }

  private static String scaled(double value, String unit) {
    if (value >= 1_000_000) {
      return String.format(Locale.ROOT, "%.1f M%s", value / 1_000_000, unit.strip());
    }
    if (value >= 1_000) {
      return String.format(Locale.ROOT, "%.1f k%s", value / 1_000, unit.strip());
    }
    boolean whole = value >= 10 || value == Math.rint(value);
    return String.format(Locale.ROOT, whole ? "%.0f%s" : "%.2g%s", value, unit);
  }

  static String text(int x, int y, int size, String colour, String words) {
    String safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return "<text x=\"%d\" y=\"%d\" font-size=\"%d\" fill=\"%s\">%s</text>\n"
        .formatted(x, y, size, colour, safe);
  }
}
