package dev.millrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** Prometheus' own check of what is scraped. */
class PromtoolTest {
  /** Names that Micrometer gives: the engine does not rename what dashboards know. */
  private static final String MICROMETERS = "^(jvm|process|system|kafka|disk|executor)_.*";

  @Test
  void prometheusFindsNoFaultInOurNames() throws Exception {
    try (Metrics metrics = new Metrics();
        KafkaConsumer<byte[], byte[]> consumer = unconnected();
        Closeable shown = metrics.forJob("orders").shows(consumer)) {
      assertThat(shown).isNotNull();
      metrics.built("1", "2");
      metrics.forJob("orders").show();
      for (Meter meter : Meter.values()) {
        List<String> labels = meter.labels().stream().skip(1).map(label -> "x").toList();
        if (meter.isOfJob() && meter.kind() == Meter.Kind.GAUGE) {
          metrics.forJob("orders").set(meter, 1, labels.toArray(String[]::new));
        } else if (meter.isOfJob() && !labels.isEmpty()) {
          metrics.forJob("orders").show(meter, labels);
        }
      }

      List<String> said = Promtool.run(metrics.scrape(), "check", "metrics");

      assertThat(said)
          .filteredOn(line -> !line.matches(MICROMETERS))
          .allMatch(line -> line.startsWith("exit code "));
    }
  }

  @Test
  void aFaultWouldBeFound() throws Exception {
    assertThat(
            Promtool.run(
                "# HELP millrace_bad Bad.\n# TYPE millrace_bad counter\nmillrace_bad 1\n",
                "check",
                "metrics"))
        .anyMatch(line -> line.startsWith("millrace_bad"));
  }

  private static KafkaConsumer<byte[], byte[]> unconnected() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", "127.0.0.1:1"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
