package dev.millrace.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.metrics.Meter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files are as the code makes them, and keep the rules of Grafana's own dashboard linter. */
class DashboardsTest {
  private static final Set<String> UNITS =
      Set.of("s", "short", "bytes", "Bps", "reqps", "percentunit", "bool_yes_no");

  private static final Pattern NAME = Pattern.compile("\\b(millrace|jvm|process|kafka)_[a-z_]+\\b");

  /** Of those that Micrometer names. */
  private static final Set<String> OTHERS =
      Set.of(
          "process_uptime_seconds",
          "process_cpu_usage",
          "process_files_open_files",
          "process_files_max_files",
          "jvm_threads_live_threads",
          "jvm_memory_used_bytes",
          "jvm_memory_max_bytes",
          "jvm_gc_pause_seconds_sum",
          "kafka_consumer_fetch_manager_fetch_rate",
          "kafka_consumer_coordinator_last_heartbeat_seconds_ago");

  static Stream<Path> dashboards() throws IOException {
    try (Stream<Path> files = Files.list(DashboardFiles.DIRECTORY.resolve("grafana"))) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  @Test
  void theFilesAreAsTheCodeMakesThem() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (String name : DashboardFiles.all().keySet()) {
      files.put(name, Files.readString(DashboardFiles.DIRECTORY.resolve(name)));
    }

    assertThat(files)
        .as("run dev.millrace.dashboards.DashboardFiles to write them anew")
        .isEqualTo(DashboardFiles.all());
    assertThat(dashboards()).hasSize(Dashboards.all().size());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aDashboardKeepsTheLintersRules(Path file) throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(file.toFile());

    assertThat(dashboard.get("editable").asBoolean(true)).isFalse();
    assertThat(dashboard.get("uid").asText()).isNotBlank();
    JsonNode source = dashboard.at("/templating/list/0");
    assertThat(source.get("name").asText()).isEqualTo("datasource");
    assertThat(source.get("label").asText()).isEqualTo("Data Source");
    Map<String, JsonNode> variables = new TreeMap<>();
    each(dashboard.at("/templating/list")).forEach(v -> variables.put(v.get("name").asText(), v));
    for (String name : List.of("job", "instance")) {
      assertThat(variables.get(name).get("multi").asBoolean()).isTrue();
      assertThat(variables.get(name).get("allValue").asText()).isEqualTo(".+");
    }
    variables.values().stream()
        .filter(v -> v.get("type").asText().equals("query"))
        .forEach(
            v -> {
              assertThat(v.get("refresh").asInt())
                  .as("reloads when the range changes")
                  .isEqualTo(2);
              assertThat(v.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            });
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aPanelSaysWhatItShowsInAUnitFromTheChosenSource(Path file) throws IOException {
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : panels(file)) {
      String title = panel.get("title").asText();
      assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
      if (panel.get("type").asText().equals("row")) {
        continue;
      }
      assertThat(title).isNotBlank();
      assertThat(panel.get("description").asText()).as(title).endsWith(".");
      assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
      assertThat(UNITS).as(title).contains(panel.at("/fieldConfig/defaults/unit").asText());
      assertThat(panel.get("targets")).as(title).isNotEmpty();
      for (JsonNode target : panel.get("targets")) {
        String expr = target.get("expr").asText();
        assertThat(expr).as(title).contains("job=~\"$job\"", "instance=~\"$instance\"");
        if (expr.contains("_total{") || expr.contains("_bucket{") || expr.contains("_sum{")) {
          assertThat(expr).as(title).containsPattern("(rate|increase)\\(");
        }
        if (expr.contains("rate(")) {
          assertThat(expr).as(title).contains("[$__rate_interval]");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void noPanelLiesOnAnother(Path file) throws IOException {
    List<JsonNode> panels = panels(file);
    boolean[][] taken = new boolean[300][24];
    for (JsonNode panel : panels) {
      JsonNode at = panel.get("gridPos");
      for (int y = at.get("y").asInt(); y < at.get("y").asInt() + at.get("h").asInt(); y++) {
        for (int x = at.get("x").asInt(); x < at.get("x").asInt() + at.get("w").asInt(); x++) {
          assertThat(taken[y][x]).as(panel.get("title").asText()).isFalse();
          taken[y][x] = true;
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyMetricIsOneThatThereIs(Path file) throws IOException {
    for (String expr : expressions(file)) {
      requireKnown(expr);
    }
  }

  @Test
  void theAlertsNameMetricsThatThereAre() {
    Alerts.all().forEach(alert -> requireKnown(alert.expression()));
  }

  /** What nobody looks at need not be measured. */
  @Test
  void everyMeterIsOnADashboard() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : dashboards().toList()) {
      expressions(file).forEach(expr -> all.append(expr).append('\n'));
    }

    assertThat(
            Arrays.stream(Meter.values())
                .filter(meter -> !all.toString().contains(meter.exposedName()))
                .map(Meter::name))
        .as("meters that no panel shows; of little use while a job runs well")
        .containsExactlyInAnyOrder(
            "POLLED_RECORDS",
            "POLLS",
            "WRITTEN_ROWS",
            "WRITTEN_BYTES",
            "REPLAYED_RECORDS",
            "DROPPED_RECORDS",
            "GAPS",
            "ENCODE_TIME");
  }

  static List<String> expressions(Path file) throws IOException {
    List<String> all = new ArrayList<>();
    for (JsonNode panel : panels(file)) {
      if (panel.has("targets")) {
        panel.get("targets").forEach(target -> all.add(target.get("expr").asText()));
      }
    }
    return all;
  }

  private static void requireKnown(String expression) {
    Set<String> families =
        Arrays.stream(Meter.values()).map(Meter::exposedName).collect(Collectors.toSet());
    Matcher names = NAME.matcher(expression);
    while (names.find()) {
      String name = names.group();
      String family = name.replaceFirst("_(bucket|sum|count|max)$", "");
      assertThat(families.contains(name) || families.contains(family) || OTHERS.contains(name))
          .as(name)
          .isTrue();
    }
  }

  private static List<JsonNode> panels(Path file) throws IOException {
    return each(new ObjectMapper().readTree(file.toFile()).get("panels")).toList();
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
