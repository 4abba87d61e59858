package dev.millrace.loadtest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The contestants by name, each with the settings that are good for it. */
final class Contestants {
  private static final List<String> JAVA_17 =
      List.of(
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/java.util=ALL-UNNAMED",
          "--add-opens=java.base/java.nio=ALL-UNNAMED",
          "--add-opens=java.base/java.time=ALL-UNNAMED",
          "--add-opens=java.base/sun.net.util=ALL-UNNAMED",
          "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
          "--add-exports=java.base/sun.net.util=ALL-UNNAMED");

  private final Options options;

  Contestants(Options options) {
    this.options = options;
  }

  /** Whether it can do that variant at all. */
  boolean enters(String name, String variant) {
    return switch (name) {
      case "engine" -> true;
      case "engine-256m" -> variant.equals("standard");
      // Only the engine writes round a dirty value; the others would end there.
      case "connect" -> variant.equals("standard") || variant.equals("upsert");
      default -> !variant.startsWith("dirty-");
    };
  }

  Contestant of(String name) {
    return switch (name) {
      case "engine" -> engine();
      case "engine-256m" -> engine(name, "256m");
      case "hand-written" ->
          peer(name, "jdbc", "HandWritten", List.of("-Xmx512m"), Map.of("batch", "1000"));
      case "database-load" ->
          peer(
              name,
              "jdbc",
              "DatabaseAlone",
              List.of("-Xmx2g"),
              Map.of("rows", "", "method", "load", "chunk", "20000"));
      case "database-insert" ->
          peer(
              name,
              "jdbc",
              "DatabaseAlone",
              List.of("-Xmx2g"),
              Map.of("rows", "", "method", "insert", "chunk", "4000"));
      case "flink" -> peer(name, "flink", "FlinkSql", flinkJvm(), Map.of("batch", "1000"));
      case "connect" -> new ConnectContestant();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The same with settings for few records that come one by one. */
  Contestant ofPaced(String name) {
    return name.equals("hand-written")
        ? peer(
            name,
            "jdbc",
            "HandWritten",
            List.of("-Xmx512m"),
            Map.of("batch", "1000", "fetch.min.bytes", "1"))
        : of(name);
  }

  EngineContestant engine() {
    return engine("engine", options.heap);
  }

  private EngineContestant engine(String name, String heap) {
    List<String> jvm = new ArrayList<>(List.of("-Xmx" + heap));
    jvm.addAll(options.jvm);
    return new EngineContestant(
        name,
        LoadTest.HOME.toAbsolutePath().getParent().resolve("target/millrace.jar"),
        jvm,
        options.lanes,
        options.job);
  }

  private static List<String> flinkJvm() {
    List<String> jvm = new ArrayList<>(JAVA_17);
    jvm.add("-Xmx1g");
    return jvm;
  }

  private static Contestant peer(
      String name, String module, String main, List<String> jvm, Map<String, String> settings) {
    return new JavaContestant(name, module, "dev.millrace.loadtest." + main, jvm, settings);
  }
}
