package dev.millrace.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the engine is to reach, held against a run; what the run does not show is not listed. */
final class Goals {
  /**
   * One goal.
   *
   * @param wanted as a sentence's end: {@code ≥ 3.5 ×}
   */
  record Goal(String what, String found, String wanted, boolean met) {}

  private final Results results;
  private final List<Goal> goals = new ArrayList<>();

  private Goals(Results results) {
    this.results = results;
  }

  static List<Goal> of(Results results) {
    Goals goals = new Goals(results);
    goals.speeds();
    goals.latency();
    goals.growth();
    return goals.goals;
  }

  private void speeds() {
    speed("records/s against Flink SQL", "standard", "engine", "standard", "flink", 3.5);
    speed(
        "records/s against the hand-written loop",
        "standard",
        "engine",
        "standard",
        "hand-written",
        2);
    speed(
        "records/s against the database alone, LOAD DATA",
        "standard",
        "engine",
        "standard",
        "database-load",
        0.6);
    double cpu = Statistics.median(results.of("standard", "engine"), Measurement::steadyCpu);
    if (cpu > 0) {
      atMost("CPU a record, steady", cpu, 4, "µs");
    }
    double pause =
        Statistics.max(results.of("standard", "engine"), Measurement::longestPauseMillis);
    if (pause > 0) {
      atMost("longest GC pause at top speed", pause, 10, "ms");
    }
    speed(
        "records/s with -Xmx256m against full",
        "standard",
        "engine-256m",
        "standard",
        "engine",
        0.9);
    speed(
        "records/s, 0.1 % dirty (nulled) against clean",
        "dirty-null", "engine", "standard", "engine", 0.9);
    speed(
        "records/s, 0.1 % dirty (quarantine) against clean",
        "dirty-quarantine", "engine", "standard", "engine", 0.9);
    speed("records/s, upsert against insert", "upsert", "engine", "standard", "engine", 0.7);
  }

  private void speed(
      String what, String variant, String name, String baseVariant, String base, double least) {
    double mine = Statistics.median(results.of(variant, name), Measurement::perSecond);
    double other = Statistics.median(results.of(baseVariant, base), Measurement::perSecond);
    if (mine > 0 && other > 0) {
      double ratio = mine / other;
      goals.add(new Goal(what, text(ratio, "×"), "≥ " + text(least, "×"), ratio >= least));
    }
  }

  private void latency() {
    for (Results.Paced paced : results.latency) {
      if (paced.contestant().equals("engine") && paced.share() == 10) {
        atMost("latency at a tenth of top speed, p50", paced.percentiles().get("50"), 30, "ms");
        atMost("latency at a tenth of top speed, p99", paced.percentiles().get("99"), 150, "ms");
        if (paced.longestPauseMillis() > 0) {
          atMost("longest GC pause at a tenth of top speed", paced.longestPauseMillis(), 10, "ms");
        }
      }
    }
  }

  private void growth() {
    double base = grown("base", Measurement::steadyCpu);
    for (String what : List.of("columns", "bytes", "lanes", "jobs", "partitions")) {
      double cpu = grown(what, Measurement::steadyCpu);
      if (base > 0 && cpu > 0) {
        // Twice the jobs are twice the records: a record's share is held against itself.
        atMost("CPU a record with twice the " + what, cpu / base, 2.1, "×");
      }
    }
  }

  private double grown(String what, ToDoubleFunction<Measurement> figure) {
    return Statistics.median(results.grown(what), figure);
  }

  private void atMost(String what, double found, double most, String unit) {
    goals.add(new Goal(what, text(found, unit), "≤ " + text(most, unit), found <= most));
  }

  private static String text(double value, String unit) {
    String number =
        value == Math.rint(value)
            ? Long.toString((long) value)
            : String.format(Locale.ROOT, "%.2f", value);
    return number + " " + unit;
  }
}
