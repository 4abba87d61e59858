package dev.millrace.loadtest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A run's results as a Markdown page with charts beside it. */
final class Report {
  private static final double NOT_QUIET = 0.05;

  private final Results results;
  private final StringBuilder page = new StringBuilder();

  private Report(Results results) {
    this.results = results;
  }

  /** Writes {@code report.md} and its charts. */
  static void write(Results results, Path directory) throws IOException {
    Files.createDirectories(directory);
    Report report = new Report(results);
    report.head();
    report.goals();
    report.throughput(directory);
    report.latency(directory);
    report.growth();
    report.foot();
    Files.writeString(directory.resolve("report.md"), report.page);
  }

  private void head() {
    Machine m = results.machine;
    line("# Load test");
    line("");
    line("`loadtest/run %s`, %s, commit %s.".formatted(results.command, m.when(), m.commit()));
    line("");
    line(
        "%d cores (%s), %d GB, %s, %s. Broker, database and contestant share the machine."
            .formatted(m.cores(), m.cpu(), m.memoryBytes() >> 30, m.os(), m.jdk()));
    line("");
    line("Server: " + m.database() + ".");
    line("");
    double others = results.throughput.stream().mapToDouble(Measurement::others).max().orElse(0);
    line(
        "Load average before the first contestant: %.1f; share of the processors that other programs had during a run, at most: %.0f %%.%s"
            .formatted(
                m.loadAtStart(),
                100 * others,
                others > NOT_QUIET || m.loadAtStart() > m.cores()
                    ? " **The machine was not quiet: speeds and latencies are worse than they would"
                        + " be alone, and CPU figures are somewhat higher.**"
                    : ""));
    line("");
  }

  private void goals() {
    List<Goals.Goal> goals = Goals.of(results);
    if (goals.isEmpty()) {
      return;
    }
    line("## Goals");
    line("");
    line("| the engine's | found | goal | |");
    line("|---|---|---|---|");
    for (Goals.Goal goal : goals) {
      line(
          "| %s | %s | %s | %s |"
              .formatted(
                  goal.what(), goal.found(), goal.wanted(), goal.met() ? "met" : "**not met**"));
    }
    line("");
  }

  private void throughput(Path directory) throws IOException {
    for (String variant : Options.VARIANTS) {
      List<String> names =
          Options.CONTESTANTS.stream().filter(c -> !results.of(variant, c).isEmpty()).toList();
      if (names.isEmpty()) {
        continue;
      }
      line("## " + variant);
      line("");
      line(
          "Median of %d rounds (lowest – highest); CPU in µs a record, user and system; GC pauses:"
                  .formatted(results.of(variant, names.get(0)).size())
              + " median, longest of all rounds; every row verified.");
      line("");
      line(
          "| contestant | records/s | steady records/s | client CPU | steady | broker CPU | database"
              + " CPU | peak memory MB | allocated B/record | GC pauses ms |");
      line("|---|---|---|---|---|---|---|---|---|---|");
      for (String name : names) {
        List<Measurement> rounds = results.of(variant, name);
        line(
            "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                    name,
                    spread(rounds, Measurement::perSecond, "%,.0f"),
                    spread(rounds, Measurement::steadyPerSecond, "%,.0f"),
                    spread(rounds, Measurement::clientCpu, "%.1f"),
                    spread(rounds, Measurement::steadyCpu, "%.1f"),
                    spread(rounds, Measurement::brokerCpu, "%.1f"),
                    spread(rounds, Measurement::databaseCpu, "%.1f"),
                    spread(rounds, m -> m.peakBytes() >> 20, "%,.0f"),
                    spread(rounds, Measurement::allocated, "%,.0f"),
                    pauses(
                        Statistics.median(rounds, Measurement::medianPauseMillis),
                        Statistics.max(rounds, Measurement::longestPauseMillis))));
      }
      line("");
      ratios(variant, names);
      chart(directory, variant + "-speed", Charts.bars(variant, names, results));
      chart(directory, variant + "-over-time", Charts.overTime(variant, names, results));
    }
  }

  private void ratios(String variant, List<String> names) {
    if (!names.contains("engine") || names.size() == 1) {
      return;
    }
    List<String> parts = new ArrayList<>();
    for (String name : names) {
      if (!name.equals("engine")) {
        parts.add("%s %.2f ×".formatted(name, speed(variant, "engine") / speed(variant, name)));
      }
    }
    line("The engine's records/s against: " + String.join(" · ", parts) + ".");
    line("");
  }

  private static String pauses(double median, double longest) {
    return "%.1f, %.1f".formatted(median, longest);
  }

  private double speed(String variant, String contestant) {
    return Statistics.median(results.of(variant, contestant), Measurement::perSecond);
  }

  private void latency(Path directory) throws IOException {
    if (results.latency.isEmpty()) {
      return;
    }
    line("## Latency");
    line("");
    line(
        "Milliseconds from the moment a record was due to be sent to the moment its row could be"
            + " seen; all records of the run.");
    line("");
    List<String> percentiles = List.copyOf(results.latency.get(0).percentiles().keySet());
    line(
        "| contestant | % of top speed | records/s | p"
            + String.join(" | p", percentiles)
            + " | client CPU µs | GC pauses ms |");
    line("|---|---|---|---|---" + "|---".repeat(percentiles.size()) + "|");
    for (Results.Paced p : results.latency) {
      StringBuilder row = new StringBuilder();
      row.append(
          "| %s | %s | %,.0f "
              .formatted(p.contestant(), p.share() == 0 ? "–" : p.share(), p.rate()));
      for (Map.Entry<String, Double> value : p.percentiles().entrySet()) {
        row.append("| %,.1f ".formatted(value.getValue()));
      }
      line(
          row
              + "| %.1f | %s |%s"
                  .formatted(
                      p.clientCpu(),
                      pauses(p.medianPauseMillis(), p.longestPauseMillis()),
                      p.wrong() == null ? "" : " WRONG: " + p.wrong()));
    }
    line("");
    chart(directory, "latency", Charts.latency(results.latency));
  }

  private void growth() {
    List<String> steps = results.growth.stream().map(Results.Grown::what).distinct().toList();
    if (steps.isEmpty()) {
      return;
    }
    line("## Growth");
    line("");
    line("The engine, one thing doubled; medians. CPU of its process in µs a record.");
    line("");
    line("| | records/s | CPU | × base | steady CPU | × base | database CPU |");
    line("|---|---|---|---|---|---|---|");
    List<Measurement> base = results.grown("base");
    for (String step : steps) {
      List<Measurement> rounds = results.grown(step);
      String setting =
          results.growth.stream()
              .filter(g -> g.what().equals(step))
              .findFirst()
              .orElseThrow()
              .setting();
      line(
          "| %s: %s | %,.0f | %.1f | %.2f | %.1f | %.2f | %.1f |"
              .formatted(
                  step,
                  setting,
                  Statistics.median(rounds, Measurement::perSecond),
                  Statistics.median(rounds, Measurement::clientCpu),
                  ratio(rounds, base, Measurement::clientCpu),
                  Statistics.median(rounds, Measurement::steadyCpu),
                  ratio(rounds, base, Measurement::steadyCpu),
                  Statistics.median(rounds, Measurement::databaseCpu)));
    }
    line("");
  }

  private static double ratio(
      List<Measurement> rounds, List<Measurement> base, ToDoubleFunction<Measurement> figure) {
    return Statistics.median(rounds, figure) / Statistics.median(base, figure);
  }

  private void foot() {
    List<String> faults = new ArrayList<>(results.absent);
    results.throughput.stream()
        .filter(m -> !m.valid())
        .forEach(m -> faults.add("%s in %s: %s".formatted(m.contestant(), m.variant(), m.wrong())));
    results.growth.stream()
        .filter(g -> !g.measurement().valid())
        .forEach(
            g -> faults.add("engine in growth of " + g.what() + ": " + g.measurement().wrong()));
    if (!faults.isEmpty()) {
      line("## Left out, because wrong or failed");
      line("");
      faults.forEach(fault -> line("- " + fault.replace("\n", " ").strip()));
      line("");
    }
    line(
        "Kafka Connect reads other records than the rest: flat ones that carry their schema, which"
            + " its sinks need. What each figure is: [loadtest/README.md](../README.md).");
  }

  private void chart(Path directory, String name, String svg) throws IOException {
    Files.writeString(directory.resolve(name + ".svg"), svg);
    line("![" + name + "](" + name + ".svg)");
    line("");
  }

  private static String spread(
      List<Measurement> rounds, ToDoubleFunction<Measurement> figure, String format) {
    String median = text(format, Statistics.median(rounds, figure));
    return rounds.size() == 1
        ? median
        : "%s (%s–%s)"
            .formatted(
                median,
                text(format, Statistics.min(rounds, figure)),
                text(format, Statistics.max(rounds, figure)));
  }

  private static String text(String format, double value) {
    return value < 0 ? "?" : format.formatted(value);
  }

  private void line(String text) {
    page.append(String.format(Locale.ROOT, "%s%n", text));
  }
}
