package dev.millrace.loadtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;

/** The words of the command line; {@code loadtest/run --help} is their manual. */
final class Options {
  static final List<String> SCENARIOS = List.of("throughput", "latency", "growth");
  static final List<String> VARIANTS =
      List.of("standard", "nested", "flat4", "wide200", "dirty-null", "dirty-quarantine", "upsert");
  static final List<String> CONTESTANTS =
      List.of(
          "engine",
          "hand-written",
          "flink",
          "database-load",
          "database-insert",
          "engine-256m",
          "connect");

  List<String> scenarios = SCENARIOS;
  List<String> variants = VARIANTS;
  List<String> contestants = CONTESTANTS;
  long records = 1_000_000;
  int rounds = 5;
  int latencySeconds = 60;
  long rate;
  int lanes = 2;
  String heap = "512m";
  List<String> jvm = List.of();
  JsonNode job = new ObjectMapper().createObjectNode();
  Path out = LoadTest.HOME.resolve("results");
  Path render;

  static Options parse(String[] arguments) throws Exception {
    Options options = new Options();
    for (int i = 0; i < arguments.length; i++) {
      String name = arguments[i];
      if (name.equals("--quick")) {
        options.quick();
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(name + " needs a value, or is unknown; see --help");
      }
      options.set(name, arguments[++i]);
    }
    return options;
  }

  /** Smaller, so that a run stays under five minutes on a quiet machine; what follows it wins. */
  private void quick() {
    scenarios = List.of("throughput", "latency");
    variants = List.of("standard");
    contestants = CONTESTANTS.subList(0, 5);
    records = 200_000;
    rounds = 2;
    latencySeconds = 4;
  }

  private void set(String name, String value) throws Exception {
    switch (name) {
      case "--scenario" -> scenarios = chosen(name, value, SCENARIOS);
      case "--variant" -> variants = chosen(name, value, VARIANTS);
      case "--contestant" -> contestants = chosen(name, value, CONTESTANTS);
      case "--records" -> records = number(name, value, 1_000);
      case "--rounds" -> rounds = (int) number(name, value, 1);
      case "--latency-seconds" -> latencySeconds = (int) number(name, value, 1);
      case "--rate" -> rate = number(name, value, 10);
      case "--lanes" -> lanes = (int) number(name, value, 1);
      case "--heap" -> heap = value;
      case "--jvm" -> jvm = value.isBlank() ? List.of() : List.of(value.trim().split("\\s+"));
      case "--job" -> job = new ObjectMapper().readTree(value);
      case "--out" -> out = Path.of(value);
      case "--render" -> render = Path.of(value);
      default -> throw new IllegalArgumentException("unknown option " + name + "; see --help");
    }
  }

  private static List<String> chosen(String name, String value, List<String> known) {
    List<String> chosen = List.of(value.split(","));
    for (String word : chosen) {
      if (!known.contains(word)) {
        throw new IllegalArgumentException(
            name + ": expected some of " + known + " joined by commas, found " + word);
      }
    }
    return chosen;
  }

  private static long number(String name, String value, long least) {
    try {
      long number = Long.parseLong(value.replace("_", ""));
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        name + ": expected a number of at least " + least + ", found " + value);
  }
}
