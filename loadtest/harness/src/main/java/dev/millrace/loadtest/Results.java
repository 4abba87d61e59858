package dev.millrace.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All that one run found; what {@code results.json} holds and the report is made of. */
final class Results {
  public Machine machine;
  public String command;
  public List<Measurement> throughput = new ArrayList<>();
  public List<Paced> latency = new ArrayList<>();
  public List<Grown> growth = new ArrayList<>();

  /** Contestants that were left out, and why. */
  public List<String> absent = new ArrayList<>();

  Results() {}

  Results(Machine machine, String command) {
    this.machine = machine;
    this.command = command;
  }

  boolean right() {
    return absent.isEmpty()
        && throughput.stream().allMatch(Measurement::valid)
        && latency.stream().allMatch(p -> p.wrong() == null)
        && growth.stream().allMatch(g -> g.measurement().valid());
  }

  /** Of the valid rounds of this contestant and variant. */
  List<Measurement> of(String variant, String contestant) {
    return throughput.stream()
        .filter(m -> m.variant().equals(variant) && m.contestant().equals(contestant) && m.valid())
        .toList();
  }

  /** The valid rounds of this step of the growth table. */
  List<Measurement> grown(String what) {
    return growth.stream()
        .filter(g -> g.what().equals(what) && g.measurement().valid())
        .map(Grown::measurement)
        .toList();
  }

  /**
   * One paced run.
   *
   * @param rate records a second, as intended
   * @param share of top speed, in percent; 0 where the rate was given
   * @param percentiles in milliseconds, from the intended time of sending to the row's being
   *     visible; keys such as {@code 99.9}
   */
  record Paced(
      String contestant,
      int share,
      double rate,
      double achieved,
      long records,
      Map<String, Double> percentiles,
      double clientCpu,
      double medianPauseMillis,
      double longestPauseMillis,
      String wrong) {}

  /** One step of the growth table: what was doubled, and what it cost. */
  record Grown(String what, String setting, Measurement measurement) {}
}
