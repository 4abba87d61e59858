package dev.millrace.loadtest;

import dev.millrace.loadtest.Trial.Mode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All contestants in turn, round by round, as fast as each can. */
final class Throughput {
  static final int PARTITIONS = 4;

  private final Options options;
  private final Servers servers;
  private final Results results;

  /** Contestants that failed in the present variant: its other rounds go on without them. */
  private final Set<String> broken = new HashSet<>();

  private int trials;

  Throughput(Options options, Servers servers, Results results) {
    this.options = options;
    this.servers = servers;
    this.results = results;
  }

  /**
   * A run that does not count. The broker's code is compiled in it and the database's memory used
   * for the first time; both cost whoever comes first some µs a record.
   */
  void rehearse() {
    Contestants contestants = new Contestants(options);
    String variant = options.variants.get(0);
    for (String name : options.contestants) {
      if (contestants.enters(name, variant)) {
        LoadTest.say("Rehearsal, which does not count: %s, %s ...".formatted(name, variant));
        try {
          new Stopwatch(servers)
              .measure(variant, contestants.of(name), 0, List.of(trial(variant, name)));
          return;
        } catch (Exception | AssertionError e) {
          // Its rounds will tell; the next one may rehearse.
          LoadTest.say("  " + name + " FAILED: " + e.getMessage());
        }
      }
    }
  }

  void run() throws Exception {
    Contestants contestants = new Contestants(options);
    for (String variant : options.variants) {
      LoadTest.say(
          "\n%s: %,d records".formatted(variant, Variants.records(variant, options.records)));
      broken.clear();
      for (int round = 1; round <= options.rounds; round++) {
        List<String> order = new ArrayList<>(options.contestants);
        Collections.rotate(order, 1 - round);
        for (String name : order) {
          if (contestants.enters(name, variant) && !broken.contains(name)) {
            one(variant, contestants.of(name), round);
          }
        }
      }
    }
  }

  private void one(String variant, Contestant contestant, int round) {
    try {
      Measurement m =
          new Stopwatch(servers)
              .measure(variant, contestant, round, List.of(trial(variant, contestant.name())));
      results.throughput.add(m);
      LoadTest.say(
          "  %d %-16s %,9.0f/s  steady %,9.0f/s  CPU µs: client %5.1f (steady %5.1f), broker %4.1f, database %5.1f  peak %,5d MB  %,7.0f B/record  others %2.0f %%%s"
              .formatted(
                  round,
                  contestant.name(),
                  m.perSecond(),
                  m.steadyPerSecond(),
                  m.clientCpu(),
                  m.steadyCpu(),
                  m.brokerCpu(),
                  m.databaseCpu(),
                  m.peakBytes() >> 20,
                  m.allocated(),
                  100 * m.others(),
                  m.valid() ? "" : "  WRONG: " + m.wrong()));
    } catch (Exception | AssertionError e) {
      broken.add(contestant.name());
      results.absent.add(contestant.name() + " in " + variant + ": " + e.getMessage());
      LoadTest.say("  " + contestant.name() + " FAILED and is left out: " + e.getMessage());
    }
  }

  private Trial trial(String variant, String contestant) {
    Shape shape = Variants.shape(variant);
    long records = Variants.records(variant, options.records);
    boolean enveloped = contestant.equals("connect");
    String topic =
        servers.filledTopic(
            Variants.topic(variant) + (enveloped ? "-with-schema" : ""),
            PARTITIONS,
            records,
            enveloped ? new Envelope(shape)::record : shape::record);
    return new Trial(
        "t" + ++trials,
        shape,
        topic,
        PARTITIONS,
        Servers.DATABASE + ".events",
        records,
        variant.equals("upsert") ? Mode.UPSERT : Mode.INSERT,
        variant.startsWith("dirty-") ? variant.substring("dirty-".length()) : "stop");
  }
}
