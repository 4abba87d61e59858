package dev.millrace.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.Closeable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * The meters of one job. Thread-safe; every call is cheap but for the first of a meter and its
 * labels. Labels are given without the job's name, in the order of {@link Meter#labels()}.
 *
 * <p>Asking a meter for what its kind cannot do is a bug of the caller: {@link
 * IllegalArgumentException}. After {@link #remove} calls do nothing, so that a lane that ends late
 * does not bring a deleted job's meters back.
 */
public final class JobMeters {
  /**
   * Labels of one counter beyond this many are counted together, so that a server's error codes
   * cannot fill the memory.
   */
  static final int MAX_LABELS = 100;

  private static final String OTHER = "other";

  private final MeterFactory factory;
  private final String job;
  private final boolean partitions;
  private final KafkaMeters kafka;
  private final Consumer<JobMeters> onRemove;

  /** Per meter by labels: what {@link MeterFactory#make} made. */
  private final Map<Meter, ConcurrentHashMap<List<String>, Object>> registered =
      new EnumMap<>(Meter.class);

  private volatile boolean removed;

  /**
   * @param partitions whether there is a series for each partition
   */
  JobMeters(
      MeterFactory factory,
      String job,
      boolean partitions,
      KafkaMeters kafka,
      Consumer<JobMeters> onRemove) {
    this.factory = factory;
    this.job = job;
    this.partitions = partitions;
    this.kafka = kafka;
    this.onRemove = onRemove;
    for (Meter meter : Meter.values()) {
      registered.put(meter, new ConcurrentHashMap<>());
    }
  }

  /**
   * From now on shows every counter, timer and summary that has no label but the job's name, with 0
   * until something is counted: {@code increase()} does not see a first value that comes with its
   * series.
   */
  public void show() {
    for (Meter meter : Meter.values()) {
      if (meter.isOfJob() && meter.kind() != Meter.Kind.GAUGE && labelsOf(meter).isEmpty()) {
        find(meter, meter.kind(), List.of());
      }
    }
  }

  /** The same for a counter with a label of which these are the usual values. */
  public void show(Meter meter, Iterable<String> labels) {
    labels.forEach(label -> find(meter, Meter.Kind.COUNTER, List.of(label)));
  }

  /** Whether meters of partitions take a topic and a partition; otherwise they take none. */
  public boolean showsPartitions() {
    return partitions;
  }

  /** Counts {@code n} more; for counters without a label. */
  public void add(Meter meter, long n) {
    add(meter, List.of(), n);
  }

  /** Counts {@code n} more under the meter's label. */
  public void add(Meter meter, String label, long n) {
    add(meter, List.of(label), n);
  }

  private void add(Meter meter, List<String> labels, long n) {
    Object counter = find(meter, Meter.Kind.COUNTER, labels);
    if (counter != null) {
      ((Counter) counter).increment(n);
    }
  }

  /** Adds one duration to a timer. */
  public void time(Meter meter, long nanos) {
    Object timer = find(meter, Meter.Kind.TIMER, List.of());
    if (timer != null) {
      ((Timer) timer).record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Adds one value to a summary. */
  public void record(Meter meter, double value) {
    Object summary = find(meter, Meter.Kind.SUMMARY, List.of());
    if (summary != null) {
      ((DistributionSummary) summary).record(value);
    }
  }

  /** Shows a gauge with this value until it is set again, or {@link #drop}ped. */
  public void set(Meter meter, double value, String... labels) {
    gauge(meter, () -> value, labels);
  }

  /**
   * Says where a gauge's value comes from; a second call for the same labels replaces the first.
   * The supplier is kept until {@link #drop} or {@link #remove} and called by the scraping thread.
   */
  public void gauge(Meter meter, DoubleSupplier value, String... labels) {
    Object slot = find(meter, Meter.Kind.GAUGE, List.of(labels));
    if (slot != null) {
      ((MeterFactory.GaugeSlot) slot).reads(value);
    }
  }

  /**
   * Shows what a Kafka consumer of the job measures of itself, until what is returned is closed.
   * Not on an event loop: there are a hundred of these.
   */
  public Closeable shows(org.apache.kafka.clients.consumer.Consumer<?, ?> consumer) {
    return kafka.show(consumer, Tags.of(Meter.JOB_NAME, job));
  }

  /** Takes one gauge back, such as that of a partition which a lane gave up. */
  public synchronized void drop(Meter meter, String... labels) {
    factory.forget(registered.get(meter).remove(List.of(labels)));
  }

  /** Drops all meters of the job. */
  public synchronized void remove() {
    removed = true;
    for (ConcurrentHashMap<List<String>, Object> byLabels : registered.values()) {
      byLabels.values().forEach(factory::forget);
      byLabels.clear();
    }
    onRemove.accept(this);
  }

  /** The meter, registered if need be; null once the job was removed. */
  private Object find(Meter meter, Meter.Kind kind, List<String> labels) {
    if (!meter.isOfJob()) {
      throw new IllegalArgumentException(meter + " is no meter of a job");
    }
    if (meter.kind() != kind) {
      throw new IllegalArgumentException(meter + " is a " + meter.kind() + ", not a " + kind);
    }
    Object known = registered.get(meter).get(labels);
    return known != null ? known : register(meter, labels);
  }

  private synchronized Object register(Meter meter, List<String> labels) {
    List<String> names = labelsOf(meter);
    if (names.size() != labels.size()) {
      throw new IllegalArgumentException(
          meter + " needs a value for each of its labels " + names + ", found " + labels);
    }
    if (removed) {
      return null;
    }
    ConcurrentHashMap<List<String>, Object> byLabels = registered.get(meter);
    boolean full = meter.kind() == Meter.Kind.COUNTER && byLabels.size() >= MAX_LABELS;
    List<String> bounded = full ? List.of(OTHER) : labels;
    return byLabels.computeIfAbsent(bounded, l -> factory.make(meter, tags(names, l)));
  }

  /** Beside the job's name. */
  private List<String> labelsOf(Meter meter) {
    List<String> all = meter.labels();
    return meter.isOfPartition() && !partitions ? List.of() : all.subList(1, all.size());
  }

  private Tags tags(List<String> names, List<String> values) {
    Tags tags = Tags.of(Meter.JOB_NAME, job);
    for (int i = 0; i < names.size(); i++) {
      tags = tags.and(names.get(i), values.get(i));
    }
    return tags;
  }
}
