package dev.millrace.loadtest;

import java.util.ArrayList;
import java.util.List;

/** What the engine's CPU a record does when one thing is doubled. */
final class Growth {
  private static final int COLUMNS = 16;
  private static final int BYTES = 1_000;

  private final Options options;
  private final Servers servers;
  private final Results results;
  private int trials;

  Growth(Options options, Servers servers, Results results) {
    this.options = options;
    this.servers = servers;
    this.results = results;
  }

  void run() throws Exception {
    LoadTest.say("\nGrowth: %,d records a job".formatted(options.records));
    Shape usual = Shapes.flat(COLUMNS, BYTES);
    for (int round = 1; round <= options.rounds; round++) {
      step("base", "16 columns, 1,000 bytes, 2 lanes, 1 job, 4 partitions", usual, 4, 2, 1, round);
      step("columns", "32 columns", Shapes.flat(2 * COLUMNS, BYTES), 4, 2, 1, round);
      step("bytes", "2,000 bytes", Shapes.flat(COLUMNS, 2 * BYTES), 4, 2, 1, round);
      step("lanes", "4 lanes", usual, 4, 4, 1, round);
      step("jobs", "2 jobs", usual, 4, 2, 2, round);
      step("partitions", "8 partitions", usual, 8, 2, 1, round);
    }
  }

  private void step(
      String what, String setting, Shape shape, int partitions, int lanes, int jobs, int round)
      throws Exception {
    String bytes = what.equals("columns") || what.equals("bytes") ? what : "base";
    String topic =
        servers.filledTopic("growth-" + bytes, partitions, options.records, shape::record);
    List<Trial> sideBySide = new ArrayList<>();
    for (int job = 0; job < jobs; job++) {
      sideBySide.add(
          new Trial(
              "g" + ++trials,
              shape,
              topic,
              partitions,
              Servers.DATABASE + ".growth" + job,
              options.records,
              Trial.Mode.INSERT,
              "stop"));
    }
    try {
      Measurement m =
          new Stopwatch(servers)
              .measure(
                  "growth-" + what,
                  new Contestants(options).engine().withLanes(lanes),
                  round,
                  sideBySide);
      results.growth.add(new Results.Grown(what, setting, m));
      LoadTest.say(
          "  %d %-10s %,9.0f/s  CPU µs a record: %5.1f (steady %5.1f)%s"
              .formatted(
                  round,
                  what,
                  m.perSecond(),
                  m.clientCpu(),
                  m.steadyCpu(),
                  m.valid() ? "" : "  WRONG: " + m.wrong()));
    } catch (Exception | AssertionError e) {
      results.absent.add("engine in growth of " + what + ": " + e.getMessage());
      LoadTest.say("  " + what + " FAILED: " + e.getMessage());
    }
  }
}
