package dev.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private final Metrics metrics = new Metrics();
  private final JobMeters orders = metrics.forJob("orders");

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void everyMeterAppearsUnderItsExposedName() {
    for (Meter meter : Meter.values()) {
      if (meter.isOfJob()) {
        touch(orders, meter);
      }
    }
    metrics.built("1.2.3", "abc");

    String scrape = metrics.scrape();

    for (Meter meter : Meter.values()) {
      assertThat(scrape).contains("# HELP " + meter.exposedName() + " " + meter.sentence());
    }
  }

  @Test
  void countsPerJobAndLabel() {
    metrics.forJob("orders").add(Meter.WRITTEN_ROWS, 3);
    metrics.forJob("orders").add(Meter.WRITTEN_ROWS, 4);
    metrics.forJob("clicks").add(Meter.BATCHES, "linger", 1);

    assertThat(metrics.scrape())
        .contains("millrace_written_rows_total{job_name=\"orders\"} 7.0")
        .contains("millrace_batches_total{job_name=\"clicks\",reason=\"linger\"} 1.0");
  }

  @Test
  void timersCountSecondsInBuckets() {
    orders.time(Meter.WRITE_TIME, TimeUnit.MILLISECONDS.toNanos(3));

    assertThat(metrics.scrape())
        .contains("millrace_write_time_seconds_count{job_name=\"orders\"} 1")
        .contains("millrace_write_time_seconds_bucket{job_name=\"orders\",le=\"0.005\"} 1");
  }

  @Test
  void aSecondGaugeForTheSameLabelReplacesTheFirst() {
    orders.set(Meter.LAG_RECORDS, 5, "t", "0");
    orders.set(Meter.LAG_RECORDS, 6, "t", "0");

    assertThat(metrics.scrape())
        .contains("millrace_lag_records{job_name=\"orders\",partition=\"0\",topic=\"t\"} 6.0");
  }

  @Test
  void gaugesSurviveGarbageCollectionOfTheirMaker() {
    orders.gauge(Meter.LEDGER_BALANCED, () -> 1);

    System.gc();

    assertThat(metrics.scrape()).contains("millrace_ledger_balanced{job_name=\"orders\"} 1.0");
  }

  @Test
  void aDroppedGaugeIsGone() {
    orders.set(Meter.LAG_RECORDS, 5, "t", "0");
    orders.set(Meter.LAG_RECORDS, 5, "t", "1");

    orders.drop(Meter.LAG_RECORDS, "t", "0");

    assertThat(metrics.scrape()).doesNotContain("partition=\"0\"").contains("partition=\"1\"");
  }

  @Test
  void removeDropsTheJobAndLateCallsDoNotBringItBack() {
    touch(orders, Meter.POLLS);

    orders.remove();
    orders.add(Meter.POLLS, 1);
    orders.set(Meter.LAG_RECORDS, 5, "t", "0");

    assertThat(metrics.scrape()).doesNotContain("job_name=\"orders\"");
  }

  @Test
  void aJobOfTheSameNameStartsAnew() {
    orders.add(Meter.POLLS, 9);
    orders.remove();

    metrics.forJob("orders").add(Meter.POLLS, 1);

    assertThat(metrics.scrape()).contains("millrace_polls_total{job_name=\"orders\"} 1.0");
  }

  @Test
  void labelsAreBounded() {
    for (int i = 0; i < JobMeters.MAX_LABELS + 50; i++) {
      orders.add(Meter.RETRIES, "code-" + i, 1);
    }

    assertThat(metrics.scrape())
        .contains("millrace_retries_total{code=\"other\",job_name=\"orders\"} 50.0");
  }

  @Test
  void wrongUseIsToldAtOnce() {
    assertThatThrownBy(() -> orders.add(Meter.WRITE_TIME, 1)).hasMessageContaining("is a TIMER");
    assertThatThrownBy(() -> orders.add(Meter.RETRIES, 1)).hasMessageContaining("[code], found []");
    assertThatThrownBy(() -> orders.add(Meter.POLLS, "x", 1)).hasMessageContaining("[], found [x]");
  }

  @Test
  void theBuildIsTold() {
    metrics.built("1.2.3", "abcdef");

    assertThat(metrics.scrape())
        .contains("# TYPE millrace_build_info gauge")
        .contains("millrace_build_info{revision=\"abcdef\",version=\"1.2.3\"} 1");
  }

  @Test
  void endToEndTimesAreToldFromAMillisecondToAnHour() {
    orders.time(Meter.END_TO_END, TimeUnit.MINUTES.toNanos(45));

    assertThat(metrics.scrape())
        .contains("millrace_end_to_end_seconds_bucket{job_name=\"orders\",le=\"0.001\"} 0")
        .contains("millrace_end_to_end_seconds_bucket{job_name=\"orders\",le=\"1800.0\"} 0")
        .contains("millrace_end_to_end_seconds_bucket{job_name=\"orders\",le=\"3600.0\"} 1");
  }

  @Test
  void openMetricsIsThereForWhoAsksForIt() {
    orders.add(Meter.POLLS, 2);
    metrics.built("1", "a");
    String prometheus =
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    Metrics.Text open = metrics.scrape(prometheus);
    Metrics.Text plain = metrics.scrape("text/plain");
    Metrics.Text unasked = metrics.scrape((String) null);

    assertThat(open.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(open.body())
        .endsWith("# EOF\n")
        .contains("# TYPE millrace_polls counter")
        .contains("millrace_polls_total{job_name=\"orders\"} 2.0")
        .contains("# TYPE millrace_build info");
    assertThat(plain.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(plain.body()).contains("# TYPE millrace_polls_total counter");
    assertThat(unasked.contentType()).startsWith("text/plain; version=0.0.4");
  }

  @Test
  void howLateAnEventLoopIsIsMeasured() {
    metrics.eventLoopLag(TimeUnit.MILLISECONDS.toNanos(300));

    assertThat(metrics.scrape())
        .contains("millrace_event_loop_lag_seconds_bucket{le=\"0.25\"} 0")
        .contains("millrace_event_loop_lag_seconds_bucket{le=\"0.5\"} 1");
  }

  @Test
  void theJvmIsMeasuredToo() {
    assertThat(metrics.scrape())
        .contains("jvm_memory_used_bytes", "jvm_threads_live_threads", "process_uptime_seconds")
        .contains("jvm_gc_", "process_cpu_usage");
  }

  @Test
  void whatIsCountedIsThereWithZeroBeforeItIsCounted() {
    orders.show();
    orders.show(Meter.RETRIES, List.of("deadlock", "timeout"));

    assertThat(metrics.scrape())
        .contains("millrace_polls_total{job_name=\"orders\"} 0.0")
        .contains("millrace_write_time_seconds_count{job_name=\"orders\"} 0")
        .contains("millrace_batch_rows_sum{job_name=\"orders\"} 0.0")
        .contains("millrace_retries_total{code=\"deadlock\",job_name=\"orders\"} 0.0")
        .contains("millrace_retries_total{code=\"timeout\",job_name=\"orders\"} 0.0");
  }

  @Test
  void showingAgainKeepsWhatWasCounted() {
    orders.add(Meter.POLLS, 3);

    orders.show();

    assertThat(metrics.scrape()).contains("millrace_polls_total{job_name=\"orders\"} 3.0");
  }

  @Test
  void withoutPartitionsThereIsOneSeriesForTheJob() {
    try (Metrics few = new Metrics(false)) {
      few.forJob("orders").set(Meter.LAG_RECORDS, 7);

      assertThat(few.scrape()).contains("millrace_lag_records{job_name=\"orders\"} 7.0");
    }
  }

  @Test
  void theDocumentIsTheList() throws Exception {
    StringBuilder table =
        new StringBuilder("| metric | kind | labels | meaning |\n|---|---|---|---|\n");
    for (Meter m : Meter.values()) {
      table.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(
                  m.exposedName(),
                  m.kind().name().toLowerCase(),
                  String.join(", ", m.labels()),
                  m.sentence()));
    }

    assertThat(Files.readString(Path.of("src/docs/metrics.md"))).contains(table);
  }

  private static void touch(JobMeters meters, Meter meter) {
    List<String> labels = meter.labels().stream().skip(1).map(label -> "x").toList();
    switch (meter.kind()) {
      case COUNTER -> {
        if (labels.isEmpty()) {
          meters.add(meter, 1);
        } else {
          meters.add(meter, "x", 1);
        }
      }
      case TIMER -> meters.time(meter, 1);
      case SUMMARY -> meters.record(meter, 1);
      case GAUGE -> meters.set(meter, 1, labels.toArray(String[]::new));
    }
  }
}
