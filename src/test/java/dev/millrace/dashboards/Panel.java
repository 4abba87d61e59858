package dev.millrace.dashboards;

import java.util.List;

/**
 * One panel of a dashboard, without its place.
 *
 * @param type Grafana's: timeseries, stat, table, heatmap
 * @param unit Grafana's: s, bytes, short, percentunit, …
 * @param stacked whether series are on top of each other
 * @param colours thresholds, lowest first; the first has no value
 */
record Panel(
    String title,
    String description,
    String type,
    String unit,
    boolean stacked,
    List<Threshold> colours,
    List<Query> queries) {

  /**
   * @param legend with labels in double braces
   */
  record Query(String expression, String legend) {}

  /**
   * @param from the value from which on the colour counts; null for the lowest
   */
  record Threshold(Double from, String colour) {}

  static final List<Threshold> PLAIN = List.of(new Threshold(null, "green"));

  static Panel lines(String title, String unit, String description, Query... queries) {
    return new Panel(title, description, "timeseries", unit, false, PLAIN, List.of(queries));
  }

  static Panel stack(String title, String unit, String description, Query... queries) {
    return new Panel(title, description, "timeseries", unit, true, PLAIN, List.of(queries));
  }

  static Panel stat(String title, String unit, String description, Query... queries) {
    return new Panel(title, description, "stat", unit, false, PLAIN, List.of(queries));
  }

  static Panel table(String title, String description, Query query) {
    return new Panel(title, description, "table", "short", false, PLAIN, List.of(query));
  }

  static Panel heatmap(String title, String unit, String description, Query query) {
    return new Panel(title, description, "heatmap", unit, false, PLAIN, List.of(query));
  }

  /** With a warning and an alarm colour from these values on. */
  Panel coloured(double warning, double alarm) {
    return new Panel(
        title,
        description,
        type,
        unit,
        stacked,
        List.of(
            new Threshold(null, "green"),
            new Threshold(warning, "orange"),
            new Threshold(alarm, "red")),
        queries);
  }
}
