package dev.millrace.loadtest;

import dev.millrace.loadtest.Contestant.Running;
import dev.millrace.testkit.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * Records at a steady pace, and how long each takes from the moment it was due to be sent to the
 * moment its row can be seen. A sender that falls behind its plan makes the figures worse, not
 * better: that is how coordinated omission is accounted for.
 */
final class Latency {
  private static final int PARTITIONS = Throughput.PARTITIONS;
  private static final int[] SHARES = {10, 50, 90};
  private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99, 100};
  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int MOST_WARM_UP_SECONDS = 90;

  /** Kafka's own default since 4.0; with 0, requests keep the broker busier than all else. */
  private static final int USUAL_LINGER_MS = 5;

  private final Options options;
  private final Servers servers;
  private final Results results;

  Latency(Options options, Servers servers, Results results) {
    this.options = options;
    this.servers = servers;
    this.results = results;
  }

  void run() {
    for (String name : List.of("engine", "hand-written")) {
      if (!options.contestants.contains(name)) {
        continue;
      }
      double top = Statistics.median(results.of("standard", name), Measurement::steadyPerSecond);
      if (options.rate > 0) {
        paced(name, 0, options.rate);
      } else if (top > 0) {
        for (int share : SHARES) {
          paced(name, share, top * share / 100);
        }
      } else {
        results.absent.add(
            name
                + " in latency: its top speed is not known; add the throughput scenario or --rate");
      }
    }
  }

  private void paced(String name, int share, double rate) {
    try {
      Results.Paced paced = measure(name, share, rate);
      results.latency.add(paced);
      LoadTest.say(
          "  latency of %s at %,.0f/s (%d %%), ms: %s%s"
              .formatted(
                  name,
                  rate,
                  share,
                  paced.percentiles(),
                  paced.wrong() == null ? "" : " WRONG: " + paced.wrong()));
    } catch (Exception | AssertionError e) {
      results.absent.add(name + " in latency: " + e.getMessage());
      LoadTest.say("  " + name + " FAILED in latency: " + e.getMessage());
    }
  }

  /** Records that come slowly warm a JVM slowly: C2 is still at it a minute later. */
  private int warmUpSeconds() {
    return Math.min(MOST_WARM_UP_SECONDS, 2 * options.latencySeconds);
  }

  private Results.Paced measure(String name, int share, double rate) throws Exception {
    long warmUp = (long) (rate * warmUpSeconds());
    long records = warmUp + (long) (rate * options.latencySeconds);
    String topic = "paced-" + name + "-" + share;
    Trial trial =
        new Trial(
            "paced-" + name + "-" + share,
            Shapes.standard(),
            topic,
            PARTITIONS,
            Servers.DATABASE + ".paced",
            records,
            Trial.Mode.INSERT,
            "stop");
    servers.createTopic(topic, PARTITIONS);
    servers.database.execute("DROP TABLE IF EXISTS " + trial.table());
    servers.database.execute(trial.shape().createTable(trial.table()));
    // Waiting for large fetches is for speed; here each record counts.
    Contestant contestant = new Contestants(options).ofPaced(name);
    try (Running running = contestant.prepare(servers, List.of(trial))) {
      running.go();
      awaitFirst(trial, running);
      long cpu = Proc.cpuMicros(running.pid());
      Schedule schedule = new Schedule(System.nanoTime(), rate);
      AtomicReference<Exception> failure = new AtomicReference<>();
      Thread sender = new Thread(() -> send(trial, schedule, failure), "sender");
      sender.start();
      Histogram histogram = new Histogram(LONGEST_MICROS, 3);
      Observed observed = observe(trial, schedule, warmUp, histogram, running);
      sender.join();
      if (failure.get() != null) {
        throw failure.get();
      }
      double seconds = (observed.end() - schedule.start()) / 1e9;
      double[] pauses = running.heap().pauseMillisAfter(observed.warmUpPauses());
      Shape.Sum found = found(trial);
      Shape.Sum expected = trial.expected();
      return new Results.Paced(
          name,
          share,
          rate,
          records / seconds,
          records - warmUp,
          percentiles(histogram),
          (double) (Proc.cpuMicros(running.pid()) - cpu) / records,
          Statistics.atShare(pauses, 0.5),
          Statistics.atShare(pauses, 1),
          found.equals(expected) ? null : "found " + found + ", expected " + expected);
    }
  }

  /**
   * Sends the first record of each partition and waits for it, so that the start is not measured.
   */
  private void awaitFirst(Trial trial, Running running) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = servers.producer(0)) {
      for (long i = 0; i < PARTITIONS; i++) {
        producer.send(Servers.record(trial.topic(), PARTITIONS, i, trial.shape()::record));
      }
    }
    Eventually.until(
        "the first records are visible",
        Duration.ofMinutes(2),
        () -> servers.database.number("SELECT COUNT(*) FROM " + trial.table()) == PARTITIONS);
    running.requireAlive();
  }

  /**
   * @param end when the last record was visible
   * @param warmUpPauses the collector's, before those that count
   */
  private record Observed(long end, long warmUpPauses) {}

  /** When each record is due. */
  private record Schedule(long start, double rate) {
    long due(long index) {
      return start + (long) (index * 1e9 / rate);
    }
  }

  private void send(Trial trial, Schedule schedule, AtomicReference<Exception> failure) {
    try (KafkaProducer<byte[], byte[]> producer = servers.producer(USUAL_LINGER_MS)) {
      for (long i = PARTITIONS; i < trial.records(); i++) {
        for (long wait = schedule.due(i) - System.nanoTime(); wait > 0; ) {
          LockSupport.parkNanos(wait);
          wait = schedule.due(i) - System.nanoTime();
        }
        producer.send(Servers.record(trial.topic(), PARTITIONS, i, trial.shape()::record));
      }
    } catch (Exception e) {
      failure.set(e);
    }
  }

  /**
   * Asks again and again how far each partition's rows reach; every record that has become visible
   * since is given the time at which the answer was there, so a figure is never too small.
   */
  private Observed observe(
      Trial trial, Schedule schedule, long warmUp, Histogram histogram, Running running)
      throws Exception {
    String query = query(trial.table());
    long[] next = new long[PARTITIONS];
    for (int p = 0; p < PARTITIONS; p++) {
      next[p] = p + PARTITIONS;
    }
    long nextLook = System.nanoTime();
    long warmUpPauses = -1;
    long deadline = schedule.due(trial.records()) + Duration.ofMinutes(2).toNanos();
    while (true) {
      if (warmUpPauses < 0 && System.nanoTime() >= schedule.due(warmUp)) {
        warmUpPauses = running.heap().pauses();
      }
      boolean all = true;
      List<List<String>> rows = servers.database.query(query);
      long now = System.nanoTime();
      for (List<String> row : rows) {
        long newest = Long.parseLong(row.get(0));
        int p = (int) (newest % PARTITIONS);
        for (; next[p] <= newest; next[p] += PARTITIONS) {
          if (next[p] >= warmUp) {
            histogram.recordValue(Math.min(LONGEST_MICROS, (now - schedule.due(next[p])) / 1000));
          }
        }
      }
      for (long n : next) {
        all &= n >= trial.records();
      }
      if (all) {
        return new Observed(now, Math.max(0, warmUpPauses));
      }
      if (now > nextLook) {
        running.requireAlive();
        nextLook = now + 1_000_000_000L;
      }
      if (now > deadline) {
        throw new IllegalStateException("rows are missing two minutes after the last record");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static String query(String table) {
    List<String> parts = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      parts.add(
          "(SELECT id FROM %s WHERE id %% %d = %d ORDER BY id DESC LIMIT 1)"
              .formatted(table, PARTITIONS, p));
    }
    return String.join(" UNION ALL ", parts);
  }

  private Shape.Sum found(Trial trial) {
    List<String> row = servers.database.query(trial.shape().sumQuery(trial.table())).get(0);
    return new Shape.Sum(Long.parseLong(row.get(0)), Long.parseLong(row.get(1)));
  }

  private static Map<String, Double> percentiles(Histogram histogram) {
    Map<String, Double> percentiles = new LinkedHashMap<>();
    for (double p : PERCENTILES) {
      String key = p == Math.rint(p) ? Long.toString((long) p) : Double.toString(p);
      percentiles.put(key, histogram.getValueAtPercentile(p) / 1000.0);
    }
    return percentiles;
  }
}
