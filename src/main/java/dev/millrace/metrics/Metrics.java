package dev.millrace.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * All meters of one process: the jobs' and the JVM's. Thread-safe.
 *
 * <p>Cost: {@link #forJob} and every method of {@link JobMeters} is a lookup in a map and an
 * addition; they are meant to be called once per batch or poll, never per record.
 */
public final class Metrics implements AutoCloseable {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS = "application/openmetrics-text";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeterFactory factory = new MeterFactory(registry);
  private final ConcurrentHashMap<String, JobMeters> jobs = new ConcurrentHashMap<>();
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final boolean partitions;
  private final KafkaMeters kafka;
  private final Timer eventLoopLag;
  private final Map<String, Counter> notifications = new HashMap<>();
  private final AtomicInteger wrongJobFiles = new AtomicInteger();

  /** In some form of Prometheus' text. */
  public record Text(String contentType, String body) {}

  public Metrics() {
    this(true);
  }

  /**
   * @param partitions whether there is a series for each partition of a job; otherwise one for the
   *     job
   */
  public Metrics(boolean partitions) {
    this.partitions = partitions;
    // First, for it decides which meters there are.
    this.kafka = new KafkaMeters(registry, partitions);
    this.eventLoopLag = (Timer) factory.make(Meter.EVENT_LOOP_LAG, Tags.empty());
    for (String outcome : List.of("sent", "failed", "dropped")) {
      notifications.put(
          outcome, (Counter) factory.make(Meter.NOTIFICATIONS, Tags.of("outcome", outcome)));
    }
    ((MeterFactory.GaugeSlot) factory.make(Meter.JOB_FILE_ERRORS, Tags.empty()))
        .reads(wrongJobFiles::get);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** The meters of a job; the same object until {@link JobMeters#remove}. */
  public JobMeters forJob(String job) {
    return jobs.computeIfAbsent(
        job,
        name ->
            new JobMeters(factory, name, partitions, kafka, meters -> jobs.remove(name, meters)));
  }

  /** Tells which build this is; once. */
  public void built(String version, String revision) {
    factory.info(Meter.BUILD_INFO, Tags.of("version", version, "revision", revision));
  }

  /** How many job files do not count as they are; any thread. */
  public void wrongJobFiles(int files) {
    wrongJobFiles.set(files);
  }

  /**
   * What Vert.x measures of its HTTP server and its pools of threads, for the making of a Vertx.
   * Not of the event bus, which all batches pass, nor of single sockets; and neither path nor
   * method is a label, for a caller may send any.
   */
  public VertxMetricsFactory ofVertx() {
    MicrometerMetricsOptions options =
        new MicrometerMetricsOptions()
            .setEnabled(true)
            .setLabels(EnumSet.of(Label.HTTP_CODE, Label.POOL_NAME));
    options.addDisabledMetricsCategory(MetricsDomain.EVENT_BUS);
    options.addDisabledMetricsCategory(MetricsDomain.HTTP_CLIENT);
    options.addDisabledMetricsCategory(MetricsDomain.NET_CLIENT);
    options.addDisabledMetricsCategory(MetricsDomain.NET_SERVER);
    options.addDisabledMetricsCategory(MetricsDomain.DATAGRAM_SOCKET);
    MicrometerMetricsFactory vertx = new MicrometerMetricsFactory(registry);
    return ignored -> vertx.metrics(new VertxOptions().setMetricsOptions(options));
  }

  /**
   * Counts one.
   *
   * @param outcome sent, failed or dropped
   */
  public void notification(String outcome) {
    notifications.get(outcome).increment();
  }

  void eventLoopLag(long nanos) {
    eventLoopLag.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Everything in Prometheus' text format 0.0.4. Walks all meters and reads all gauges. */
  public String scrape() {
    return registry.scrape();
  }

  /**
   * The same, as OpenMetrics where that is asked for.
   *
   * @param accept header of the request, or null
   */
  public Text scrape(String accept) {
    String contentType =
        accept != null && accept.contains(OPEN_METRICS)
            ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
            : PROMETHEUS;
    return new Text(contentType, registry.scrape(contentType));
  }

  /** Stops listening to the garbage collector, and looking at Kafka's consumers. */
  @Override
  public void close() {
    gc.close();
    kafka.close();
    registry.close();
  }
}
