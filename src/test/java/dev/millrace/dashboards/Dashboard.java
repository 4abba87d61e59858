package dev.millrace.dashboards;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dashboard in Grafana's classic model (schema 39, Grafana 10 and later).
 *
 * @param jobNames whether one or all jobs are chosen from; null where none is
 */
record Dashboard(
    String uid, String title, String description, Choice jobNames, List<Section> sections) {
  private static final int COLUMNS = 24;
  private static final int HEIGHT = 8;
  private static final int SMALL_HEIGHT = 4;

  /** Which jobs a dashboard is about. */
  enum Choice {
    NONE,
    ONE,
    SEVERAL
  }

  /**
   * A row of panels under a title.
   *
   * @param across how many stand side by side
   */
  record Section(String title, int across, List<Panel> panels) {}

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("uid", uid);
    json.put("title", title);
    json.put("description", description);
    json.put("tags", List.of("millrace"));
    json.put("schemaVersion", 39);
    json.put("version", 1);
    json.put("editable", false);
    json.put("graphTooltip", 1);
    json.put("refresh", "30s");
    json.put("timezone", "browser");
    json.put("time", map("from", "now-6h", "to", "now"));
    json.put("annotations", Map.of("list", List.of(stateChanges())));
    json.put("links", List.of(links()));
    json.put("templating", Map.of("list", variables()));
    json.put("panels", panels());
    return json;
  }

  private static Map<String, Object> source() {
    return map("type", "prometheus", "uid", "${datasource}");
  }

  private Map<String, Object> stateChanges() {
    String chosen = jobNames == Choice.NONE ? "" : ", job_name=~\"$job_name\"";
    return map(
        "name", "State changes",
        "datasource", source(),
        "enable", true,
        "iconColor", "orange",
        "expr",
            "changes(millrace_job_state{job=~\"$job\", instance=~\"$instance\""
                + chosen
                + ", state=\"RUNNING\"}[1m]) > 0",
        "titleFormat", "{{job_name}} changed its state",
        "step", "60s");
  }

  private static Map<String, Object> links() {
    return map(
        "type",
        "dashboards",
        "tags",
        List.of("millrace"),
        "title",
        "Millrace",
        "asDropdown",
        true,
        "includeVars",
        true,
        "keepTime",
        true);
  }

  private List<Map<String, Object>> variables() {
    List<Map<String, Object>> all = new ArrayList<>();
    all.add(
        map(
            "name", "datasource",
            "label", "Data Source",
            "type", "datasource",
            "query", "prometheus"));
    all.add(query("job", "Scrape job", "label_values(millrace_build_info, job)", true));
    all.add(
        query(
            "instance",
            "Instance",
            "label_values(millrace_build_info{job=~\"$job\"}, instance)",
            true));
    if (jobNames != Choice.NONE) {
      all.add(
          query(
              "job_name",
              "Job",
              "label_values(millrace_job_state{job=~\"$job\", instance=~\"$instance\"}, job_name)",
              jobNames == Choice.SEVERAL));
    }
    return all;
  }

  /** Loaded anew when the time range changes, for jobs come and go. */
  private static Map<String, Object> query(
      String name, String label, String values, boolean several) {
    Map<String, Object> variable =
        map(
            "name",
            name,
            "label",
            label,
            "type",
            "query",
            "datasource",
            source(),
            "query",
            map("query", values, "refId", name),
            "definition",
            values,
            "refresh",
            2,
            "sort",
            1,
            "multi",
            several,
            "includeAll",
            several);
    if (several) {
      variable.put("allValue", ".+");
      variable.put("current", map("text", "All", "value", "$__all"));
    }
    return variable;
  }

  private List<Map<String, Object>> panels() {
    List<Map<String, Object>> all = new ArrayList<>();
    int id = 1;
    int y = 0;
    for (Section section : sections) {
      all.add(
          map(
              "id",
              id++,
              "type",
              "row",
              "title",
              section.title(),
              "collapsed",
              false,
              "gridPos",
              place(0, y++, COLUMNS, 1),
              "panels",
              List.of()));
      int width = COLUMNS / section.across();
      int height = 0;
      for (int i = 0; i < section.panels().size(); i++) {
        Panel panel = section.panels().get(i);
        int column = i % section.across();
        if (column == 0) {
          y += height;
          height = 0;
        }
        int mine = panel.type().equals("stat") ? SMALL_HEIGHT : HEIGHT;
        height = Math.max(height, mine);
        all.add(panel(id++, panel, place(column * width, y, width, mine)));
      }
      y += height;
    }
    return all;
  }

  private static Map<String, Object> panel(int id, Panel panel, Map<String, Object> place) {
    boolean atOnce = panel.type().equals("table") || panel.type().equals("stat");
    List<Map<String, Object>> targets = new ArrayList<>();
    for (int i = 0; i < panel.queries().size(); i++) {
      targets.add(
          map(
              "refId", String.valueOf((char) ('A' + i)),
              "datasource", source(),
              "expr", panel.queries().get(i).expression(),
              "legendFormat", panel.queries().get(i).legend(),
              "instant", atOnce,
              "range", !atOnce,
              "format",
                  switch (panel.type()) {
                    case "table" -> "table";
                    case "heatmap" -> "heatmap";
                    default -> "time_series";
                  }));
    }
    Map<String, Object> json =
        map(
            "id", id,
            "type", panel.type(),
            "title", panel.title(),
            "description", panel.description(),
            "datasource", source(),
            "gridPos", place,
            "fieldConfig", map("defaults", defaults(panel), "overrides", List.of()),
            "options", options(panel.type()),
            "targets", targets);
    if (panel.type().equals("table")) {
      json.put(
          "transformations",
          List.of(
              map(
                  "id",
                  "organize",
                  "options",
                  map("excludeByName", map("Time", true, "Value", true)))));
    }
    return json;
  }

  private static Map<String, Object> defaults(Panel panel) {
    List<Map<String, Object>> steps = new ArrayList<>();
    panel.colours().forEach(step -> steps.add(map("color", step.colour(), "value", step.from())));
    Map<String, Object> defaults =
        map(
            "unit", panel.unit(),
            "min", 0,
            "color",
                map("mode", panel.type().equals("timeseries") ? "palette-classic" : "thresholds"),
            "thresholds", map("mode", "absolute", "steps", steps));
    if (panel.type().equals("timeseries")) {
      defaults.put(
          "custom",
          map(
              "lineWidth",
              1,
              "fillOpacity",
              panel.stacked() ? 40 : 10,
              "showPoints",
              "never",
              "spanNulls",
              false,
              "stacking",
              map("mode", panel.stacked() ? "normal" : "none", "group", "A"),
              "thresholdsStyle",
              map("mode", panel.colours().size() > 1 ? "line" : "off")));
    }
    return defaults;
  }

  private static Map<String, Object> options(String type) {
    return switch (type) {
      case "stat" ->
          map(
              "colorMode", "value",
              "graphMode", "none",
              "textMode", "value_and_name",
              "reduceOptions", map("calcs", List.of("lastNotNull"), "fields", "", "values", false));
      case "heatmap" ->
          map(
              "calculate",
              false,
              "yAxis",
              map("unit", "s"),
              "color",
              map("mode", "scheme", "scheme", "Oranges"),
              "cellGap",
              1);
      case "table" -> map("showHeader", true, "cellHeight", "sm");
      default ->
          map(
              "legend", map("displayMode", "list", "placement", "bottom", "showLegend", true),
              "tooltip", map("mode", "multi", "sort", "desc"));
    };
  }

  private static Map<String, Object> place(int x, int y, int width, int height) {
    return map("x", x, "y", y, "w", width, "h", height);
  }

  /** In the order given. */
  private static Map<String, Object> map(Object... entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }
}
