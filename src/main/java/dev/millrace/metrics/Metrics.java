package dev.millrace.metrics;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All meters of one process: the jobs' and the JVM's. Thread-safe.
 *
 * <p>Cost: {@link #forJob} and every method of {@link JobMeters} is a lookup in a map and an
 * addition; they are meant to be called once per batch or poll, never per record.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MeterFactory factory = new MeterFactory(registry);
  private final ConcurrentHashMap<String, JobMeters> jobs = new ConcurrentHashMap<>();
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final boolean partitions;

  public Metrics() {
    this(true);
  }

  /**
   * @param partitions whether there is a series for each partition of a job; otherwise one for the
   *     job
   */
  public Metrics(boolean partitions) {
    this.partitions = partitions;
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
        job, name -> new JobMeters(factory, name, partitions, meters -> jobs.remove(name, meters)));
  }

  /** Everything in Prometheus' text format 0.0.4. Walks all meters and reads all gauges. */
  public String scrape() {
    return registry.scrape();
  }

  /** Stops listening to the garbage collector. */
  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
