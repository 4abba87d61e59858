package dev.millrace.dashboards;

import dev.millrace.dashboards.Prometheus.Series;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws what the dashboards show of a time, as SVG: the panels where Grafana would place them, with
 * Prometheus' answers. They are drawn by hand, not by Grafana; its look is only hinted at.
 */
final class DashboardPictures {
  static final Path DIRECTORY = Path.of("src", "docs", "dashboards");

  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");
  private static final int COLUMN = 50;
  private static final int LINE = 26;
  private static final int MARGIN = 10;
  private static final int HEAD = 40;

  /** A line of a panel's legend and the points that it stands for. */
  record Named(String legend, Series series) {}

  private final Prometheus prometheus;
  private final Instant begin;
  private final Instant end;
  private final String job;

  private DashboardPictures(Prometheus prometheus, Instant begin, Instant end, String job) {
    this.prometheus = prometheus;
    this.begin = begin;
    this.end = end;
    this.job = job;
  }

  /**
   * Writes one file for each dashboard.
   *
   * @param job of which the dashboard of one job is drawn
   */
  static void draw(Prometheus prometheus, Instant begin, Instant end, String job)
      throws IOException {
    DashboardPictures pictures = new DashboardPictures(prometheus, begin, end, job);
    Files.createDirectories(DIRECTORY);
    for (Dashboard dashboard : Dashboards.all()) {
      Files.writeString(DIRECTORY.resolve(dashboard.uid() + ".svg"), pictures.svg(dashboard));
    }
  }

  private String svg(Dashboard dashboard) {
    JsonArray panels = new JsonObject(dashboard.json()).getJsonArray("panels");
    StringBuilder drawn = new StringBuilder();
    int bottom = 0;
    for (int i = 0; i < panels.size(); i++) {
      JsonObject panel = panels.getJsonObject(i);
      JsonObject at = panel.getJsonObject("gridPos");
      int x = MARGIN + at.getInteger("x") * COLUMN;
      int y = HEAD + at.getInteger("y") * LINE;
      int height = at.getInteger("h") * LINE;
      bottom = Math.max(bottom, y + height);
      if (panel.getString("type").equals("row")) {
        drawn.append(PanelPicture.text(x, y + 19, 14, "#333", panel.getString("title")));
      } else {
        PanelPicture picture =
            new PanelPicture(panel, x, y, at.getInteger("w") * COLUMN - 6, height - 6);
        boolean several = dashboard.jobNames() != Dashboard.Choice.ONE;
        drawn.append(picture.svg(answers(panel, several ? ".+" : job), begin, end));
      }
    }
    int width = 2 * MARGIN + 24 * COLUMN;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" font-family="sans-serif">
    <rect width="%1$d" height="%2$d" fill="#f4f5f5"/>
    """
            .formatted(width, bottom + MARGIN)
        + PanelPicture.text(MARGIN, 26, 18, "#111", dashboard.title())
        + drawn
        + "</svg>\n";
  }

  private List<Named> answers(JsonObject panel, String jobName) {
    List<Named> all = new ArrayList<>();
    boolean table = panel.getString("type").equals("table");
    JsonArray targets = panel.getJsonArray("targets");
    for (int i = 0; i < targets.size(); i++) {
      JsonObject target = targets.getJsonObject(i);
      String expression = PrometheusIT.chosen(target.getString("expr"), jobName);
      for (Series series : prometheus.between(expression, begin, end, 2)) {
        if (series.hasNumber()) {
          String legend = target.getString("legendFormat");
          all.add(new Named(table ? row(series) : legend(legend, series), series));
        }
      }
    }
    return all;
  }

  private String row(Series series) {
    List<String> cells = new ArrayList<>();
    for (Map.Entry<String, String> label : series.labels().entrySet()) {
      cells.add(label.getKey() + ": " + shortened(label.getKey(), label.getValue()));
    }
    return String.join("    ", cells);
  }

  private String legend(String format, Series series) {
    return LABEL
        .matcher(format)
        .replaceAll(
            found -> {
              String label = found.group(1);
              String value = series.labels().getOrDefault(label, "");
              return Matcher.quoteReplacement(shortened(label, value));
            })
        .strip();
  }

  /** Names of tests are long, and other ones each time. */
  private String shortened(String label, String value) {
    return switch (label) {
      case "job_name" -> value.replaceFirst("^j\\d+-", "");
      case "topic" -> "topic";
      default -> value;
    };
  }
}
