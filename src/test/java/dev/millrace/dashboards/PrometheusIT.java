package dev.millrace.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.dashboards.Prometheus.Series;
import dev.millrace.job.TestEngine;
import dev.millrace.metrics.Promtool;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.OneServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A real Prometheus scrapes real engines in trouble: each alert is quiet before its trouble and
 * fires by it, and each panel has something to show.
 *
 * <p>The rules are the ones of {@code dashboards/prometheus/alerts.yml} with a second for each of
 * their minutes. {@code -Dmillrace.dashboardPictures=true} draws {@code src/docs/dashboards} anew
 * from what Prometheus answers.
 */
@OneServer("meters say the same of every server")
class PrometheusIT {
  /** Longer than the windows of the rules, so that their rates are those of calm. */
  private static final Duration CALM = Duration.ofSeconds(15);

  private static final Duration FIRES_WITHIN = Duration.ofSeconds(90);
  private static final Pattern MINUTES = Pattern.compile("(?<=: |\\[)(\\d+)m\\b");

  private static final String DOWN = "expr: 'up{job=\"millrace\"} == 0'\n        for: ";

  @RegisterExtension final TestEngine engine = TestEngine.withPartitions(1);

  private final Map<String, Instant> provoked = new TreeMap<>();
  private Prometheus prometheus;

  @Test
  void alertsFireByWhatTheyAreForAndPanelsShowIt() throws Exception {
    Promtool.program("prometheus");
    try (TroubledEngines engines = new TroubledEngines(engine);
        Prometheus started = new Prometheus(inSeconds(Alerts.rules()), engines.targets())) {
      prometheus = started;
      Instant begin = Instant.now();
      Eventually.until(
          "the calm is over", CALM.multipliedBy(2), () -> passed(begin).compareTo(CALM) > 0);

      trouble(engines);

      Instant end = Instant.now();
      everyAlertWasQuietBefore(begin);
      everyPanelShowsSomething(begin, end);
      if (Boolean.getBoolean("millrace.dashboardPictures")) {
        DashboardPictures.draw(prometheus, begin, end, engines.name(TroubledEngines.AWAY));
      }
    }
  }

  private void trouble(TroubledEngines engines) {
    provoke(
        engines::takeDatabaseAway,
        "MillraceJobRetrying",
        "MillraceLagGrowing",
        "MillraceRetentionRisk",
        "MillraceRetentionCritical",
        "MillraceNoProgress");
    engines.takeBrokerAway();
    provoke(engines::breakJobFile, "MillraceJobFilesRefused");
    provoke(engines::sendDirty, "MillraceQuarantineRising", "MillraceNullingRising");
    provoke(engines::sendFatal, "MillraceJobFailed");
    provoke(engines::spoilLedger, "MillraceLedgerImbalance");
    provoke(engines::slowDatabaseDown, "MillraceDestinationSlow");
    provoke(
        () -> engines.comeAndGo(firesOrLate("MillraceRebalanceStorm")), "MillraceRebalanceStorm");
    provoked.keySet().forEach(this::fires);
    for (String job : List.of(TroubledEngines.AWAY, TroubledEngines.BROKERLESS)) {
      Eventually.until(
          job + " is named by an alert",
          FIRES_WITHIN,
          () -> namedBy("MillraceJobRetrying").contains(engines.name(job)));
    }
    engines.mend();
    provoke(
        () -> engines.blockEventLoops(firesOrLate("MillraceEventLoopBlocked")),
        "MillraceEventLoopBlocked");
    fires("MillraceEventLoopBlocked");
    provoke(engines::endVisitor, "MillraceDown");
    fires("MillraceDown");
    assertThat(provoked).containsOnlyKeys(Alerts.all().stream().map(Alert::name).toList());
  }

  private void provoke(Runnable trouble, String... alerts) {
    for (String alert : alerts) {
      provoked.put(alert, Instant.now());
    }
    trouble.run();
  }

  private void fires(String alert) {
    Eventually.until(alert + " fires", FIRES_WITHIN, () -> hasFired(alert, provoked.get(alert)));
  }

  /** The jobs of which it told. */
  private List<String> namedBy(String alert) {
    return prometheus.between(firing(alert), provoked.get(alert), Instant.now(), 1).stream()
        .map(series -> series.labels().get("job_name"))
        .toList();
  }

  private BooleanSupplier firesOrLate(String alert) {
    Instant begin = Instant.now();
    return () -> passed(begin).compareTo(FIRES_WITHIN) > 0 || hasFired(alert, begin);
  }

  private boolean hasFired(String alert, Instant since) {
    return !prometheus.between(firing(alert), since, Instant.now(), 1).isEmpty();
  }

  private void everyAlertWasQuietBefore(Instant begin) {
    SoftAssertions all = new SoftAssertions();
    provoked.forEach(
        (alert, at) ->
            all.assertThat(prometheus.between(firing(alert), begin, at, 1))
                .as("%s before its trouble", alert)
                .isEmpty());
    all.assertAll();
  }

  private void everyPanelShowsSomething(Instant begin, Instant end) throws IOException {
    SoftAssertions all = new SoftAssertions();
    int asked = 0;
    try (Stream<Path> dashboards = DashboardsTest.dashboards()) {
      for (Path dashboard : dashboards.toList()) {
        for (String expression : DashboardsTest.expressions(dashboard)) {
          asked++;
          List<Series> answer = prometheus.between(chosen(expression, ".+"), begin, end, 1);
          all.assertThat(answer)
              .as("%s: %s", dashboard.getFileName(), expression)
              .anyMatch(Series::hasNumber);
        }
      }
    }
    assertThat(asked).isGreaterThan(40);
    all.assertAll();
  }

  /** With what Grafana would put for the variables; a rate needs four scrapes there. */
  static String chosen(String expression, String jobName) {
    return expression
        .replace("$job_name", jobName)
        .replace("$job", "millrace")
        .replace("$instance", ".+")
        .replace("$__rate_interval", "5s");
  }

  private static String firing(String alert) {
    return "ALERTS{alertname=\"" + alert + "\", alertstate=\"firing\"}";
  }

  /**
   * A second for each minute, also where a threshold is a time. A process may miss a scrape of a
   * second on a busy machine without being down, so that one takes longer.
   */
  private static String inSeconds(String rules) {
    String quick =
        MINUTES.matcher(rules).replaceAll("$1s").replace("> 3600", "> 60").replace("> 600", "> 10");
    assertThat(quick).contains(DOWN + "2s");
    quick = quick.replace(DOWN + "2s", DOWN + "20s");
    assertThat(quick).doesNotContainPattern("(for|keep_firing_for): \\d+m|\\[\\d+m]");
    return quick;
  }

  private static Duration passed(Instant since) {
    return Duration.between(since, Instant.now());
  }
}
