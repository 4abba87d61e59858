package dev.millrace.metrics;

import io.micrometer.core.instrument.Meter.Id;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import java.io.Closeable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * What Kafka's consumers measure of themselves, under Kafka's names. One thread looks once a minute
 * for new ones of all consumers.
 */
final class KafkaMeters implements AutoCloseable {
  private static final String PREFIX = "kafka.";

  private final MeterRegistry registry;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "millrace-kafka-meters");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param partitions whether those of single partitions are shown
   */
  KafkaMeters(MeterRegistry registry, boolean partitions) {
    this.registry = registry;
    registry
        .config()
        .meterFilter(MeterFilter.deny(id -> isOfNode(id) || (!partitions && isOfPartition(id))));
  }

  /** Any number of brokers times any number of lanes. */
  private static boolean isOfNode(Id id) {
    return id.getName().startsWith(PREFIX) && id.getTag("node.id") != null;
  }

  private static boolean isOfPartition(Id id) {
    return id.getName().startsWith(PREFIX) && id.getTag("partition") != null;
  }

  Closeable show(Consumer<?, ?> consumer, Tags tags) {
    KafkaClientMetrics shown = new KafkaClientMetrics(consumer, tags, looks);
    shown.bindTo(registry);
    return shown::close;
  }

  @Override
  public void close() {
    looks.shutdownNow();
  }
}
