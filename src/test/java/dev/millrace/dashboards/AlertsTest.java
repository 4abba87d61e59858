package dev.millrace.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.metrics.Promtool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool reads the rules, and each alert fires when it should and else does not. */
class AlertsTest {
  @TempDir Path dir;

  @Test
  void promtoolAcceptsTheRules() throws IOException {
    Path rules = Files.writeString(dir.resolve("alerts.yml"), Alerts.rules());

    assertThat(Promtool.run("", "check", "rules", rules.toString()))
        .contains("exit code 0")
        .anyMatch(line -> line.contains(Alerts.all().size() + " rules found"));
  }

  @Test
  void eachAlertFiresByWhatItIsForAndOnlyThen() throws IOException {
    Files.writeString(dir.resolve("alerts.yml"), Alerts.rules());
    StringBuilder tests = new StringBuilder("rule_files: [alerts.yml]\ntests:\n");
    for (Alert alert : Alerts.all()) {
      tests.append(test(alert, alert.fires(), true)).append(test(alert, alert.quiet(), false));
    }
    Path file = Files.writeString(dir.resolve("test.yml"), tests);

    assertThat(Promtool.run("", "test", "rules", file.toString()))
        .contains("exit code 0")
        .anyMatch(line -> line.contains("SUCCESS"));
  }

  @Test
  void eachAlertHasItsChapterInTheDocs() throws IOException {
    String docs = Files.readString(Path.of("src/docs/alerts.md"));

    for (Alert alert : Alerts.all()) {
      assertThat(docs).contains("\n## " + alert.name() + "\n");
    }
  }

  private static String test(Alert alert, Map<String, String> series, boolean fires) {
    StringBuilder test = new StringBuilder("  - interval: 1m\n    input_series:\n");
    series.forEach(
        (name, values) ->
            test.append("      - series: ")
                .append(Alerts.quoted(name))
                .append("\n        values: ")
                .append(Alerts.quoted(values))
                .append('\n'));
    test.append("    promql_expr_test:\n      - expr: ")
        .append(
            Alerts.quoted(
                "count(ALERTS{alertname=\"%s\", alertstate=\"firing\"})".formatted(alert.name())))
        .append("\n        eval_time: ")
        .append(alert.at())
        .append("\n        exp_samples: ")
        .append(fires ? "[{labels: '{}', value: 1}]" : "[]")
        .append('\n');
    return test.toString();
  }
}
