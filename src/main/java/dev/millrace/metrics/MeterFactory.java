package dev.millrace.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Micrometer's meters for ours. Thread-safe. */
final class MeterFactory {
  private static final Duration[] TIME_BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
    Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250), Duration.ofMillis(500),
    Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)
  };

  /** From a record that is written at once to a job that is behind by hours. */
  private static final Duration[] END_TO_END_BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
    Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(200),
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5),
    Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(1), Duration.ofMinutes(2),
    Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(1)
  };

  /** Prometheus' library keeps this ending for what it is told to be of the kind info. */
  private static final String INFO = "_info";

  private static final double[] ROW_BUCKETS = {
    1, 10, 100, 500, 1_000, 2_500, 5_000, 10_000, 100_000
  };

  private final MeterRegistry registry;

  MeterFactory(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A Counter, Timer, DistributionSummary or {@link GaugeSlot}, shown from now on. */
  Object make(Meter meter, Tags tags) {
    String name = name(meter);
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
              .serviceLevelObjectives(meter == Meter.END_TO_END ? END_TO_END_BUCKETS : TIME_BUCKETS)
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

  /** A gauge that is 1 for ever. */
  void info(Meter meter, Tags tags) {
    ((GaugeSlot) make(meter, tags)).reads(() -> 1);
  }

  private static String name(Meter meter) {
    String name = meter.metricName();
    return name.endsWith(INFO) ? name.substring(0, name.length() - INFO.length()) + ".info" : name;
  }

  /**
   * Takes back what {@link #make} made.
   *
   * @param made or null
   */
  void forget(Object made) {
    if (made instanceof GaugeSlot slot) {
      registry.remove(slot.gauge);
    } else if (made != null) {
      registry.remove((io.micrometer.core.instrument.Meter) made);
    }
  }

  /**
   * Stands between the registry, which keeps the first function it is given, and the newest
   * supplier.
   */
  static final class GaugeSlot {
    private volatile DoubleSupplier value = () -> 0;
    private Gauge gauge;

    void reads(DoubleSupplier supplier) {
      value = supplier;
    }

    private double read() {
      return value.getAsDouble();
    }
  }
}
