package dev.millrace.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;

/**
 * The meters of one job. Thread-safe; every call is cheap but for the first of a meter and label.
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
  private static final Duration[] TIME_BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
    Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
    Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)
  };
  private static final double[] ROW_BUCKETS = {
    1, 10, 100, 500, 1_000, 2_500, 5_000, 10_000, 100_000
  };

  private final MeterRegistry registry;
  private final String job;
  private final Consumer<JobMeters> onRemove;

  /** Per meter by label ("" for none): a Counter, Timer, DistributionSummary or GaugeSlot. */
  private final Map<Meter, ConcurrentHashMap<String, Object>> registered =
      new EnumMap<>(Meter.class);

  private volatile boolean removed;

  JobMeters(MeterRegistry registry, String job, Consumer<JobMeters> onRemove) {
    this.registry = registry;
    this.job = job;
    this.onRemove = onRemove;
    for (Meter meter : Meter.values()) {
      registered.put(meter, new ConcurrentHashMap<>());
    }
  }

  /** Counts {@code n} more; for counters without a label. */
  public void add(Meter meter, long n) {
    add(meter, "", n);
  }

  /** Counts {@code n} more under the meter's label. */
  public void add(Meter meter, String label, long n) {
    Object counter = find(meter, Meter.Kind.COUNTER, label);
    if (counter != null) {
      ((Counter) counter).increment(n);
    }
  }

  /** Adds one duration to a timer. */
  public void time(Meter meter, long nanos) {
    Object timer = find(meter, Meter.Kind.TIMER, "");
    if (timer != null) {
      ((Timer) timer).record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Adds one value to a summary. */
  public void record(Meter meter, double value) {
    Object summary = find(meter, Meter.Kind.SUMMARY, "");
    if (summary != null) {
      ((DistributionSummary) summary).record(value);
    }
  }

  /**
   * Says where a gauge's value comes from; a second call for the same label replaces the first. The
   * supplier is kept until {@link #drop} or {@link #remove} and called by the scraping thread.
   *
   * @param label such as a partition; {@code ""} where the meter has none
   */
  public void gauge(Meter meter, String label, DoubleSupplier value) {
    Object slot = find(meter, Meter.Kind.GAUGE, label);
    if (slot != null) {
      ((GaugeSlot) slot).value = value;
    }
  }

  /** Takes one gauge back, such as that of a partition which a lane gave up. */
  public synchronized void drop(Meter meter, String label) {
    forget(registered.get(meter).remove(label));
  }

  /** Drops all meters of the job. */
  public synchronized void remove() {
    removed = true;
    for (ConcurrentHashMap<String, Object> byLabel : registered.values()) {
      byLabel.values().forEach(this::forget);
      byLabel.clear();
    }
    onRemove.accept(this);
  }

  private void forget(Object meter) {
    if (meter instanceof GaugeSlot slot) {
      registry.remove(slot.gauge);
    } else if (meter != null) {
      registry.remove((io.micrometer.core.instrument.Meter) meter);
    }
  }

  /** The meter, registered if need be; null once the job was removed. */
  private Object find(Meter meter, Meter.Kind kind, String label) {
    if (meter.kind() != kind) {
      throw new IllegalArgumentException(meter + " is a " + meter.kind() + ", not a " + kind);
    }
    Object known = registered.get(meter).get(label);
    return known != null ? known : register(meter, label);
  }

  private synchronized Object register(Meter meter, String label) {
    if ((meter.label() == null) != label.isEmpty()) {
      throw new IllegalArgumentException(
          meter
              + (label.isEmpty()
                  ? " needs a value for its label " + meter.label()
                  : " has no label"));
    }
    if (removed) {
      return null;
    }
    ConcurrentHashMap<String, Object> byLabel = registered.get(meter);
    String bounded =
        meter.kind() == Meter.Kind.COUNTER && byLabel.size() >= MAX_LABELS ? OTHER : label;
    return byLabel.computeIfAbsent(bounded, l -> create(meter, tags(meter, l)));
  }

  private Tags tags(Meter meter, String label) {
    Tags tags = Tags.of("job", job);
    return label.isEmpty() ? tags : tags.and(meter.label(), label);
  }

  private Object create(Meter meter, Tags tags) {
    String name = meter.metricName();
    String unit = meter.unit().isEmpty() ? null : meter.unit();
    return switch (meter.kind()) {
      case COUNTER ->
          Counter.builder(name)
              .baseUnit(unit)
              .description(meter.sentence())
              .tags(tags)
              .register(registry);
      case TIMER ->
          Timer.builder(name)
              .description(meter.sentence())
              .tags(tags)
              .serviceLevelObjectives(TIME_BUCKETS)
              .register(registry);
      case SUMMARY ->
          DistributionSummary.builder(name)
              .baseUnit(unit)
              .description(meter.sentence())
              .tags(tags)
              .serviceLevelObjectives(ROW_BUCKETS)
              .register(registry);
      case GAUGE -> {
        GaugeSlot slot = new GaugeSlot();
        slot.gauge =
            Gauge.builder(name, slot, GaugeSlot::read)
                .baseUnit(unit)
                .description(meter.sentence())
                .tags(tags)
                .strongReference(true)
                .register(registry);
        yield slot;
      }
    };
  }

  /**
   * Stands between the registry, which keeps the first function it is given, and the newest
   * supplier.
   */
  private static final class GaugeSlot {
    private volatile DoubleSupplier value;
    private Gauge gauge;

    private double read() {
      DoubleSupplier supplier = value;
      return supplier == null ? Double.NaN : supplier.getAsDouble();
    }
  }
}
