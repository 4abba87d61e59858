package dev.millrace.loadtest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where and of what the figures were taken.
 *
 * @param loadAtStart load average before the first contestant: of a quiet machine it is near 0
 */
record Machine(
    String when,
    String commit,
    int cores,
    String cpu,
    long memoryBytes,
    String os,
    String jdk,
    double loadAtStart,
    Map<String, String> database) {

  static Machine of(Servers servers) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("version", servers.database.value("SELECT VERSION()"));
    for (String name :
        new String[] {
          "innodb_flush_log_at_trx_commit",
          "innodb_buffer_pool_size",
          "innodb_log_file_size",
          "innodb_doublewrite",
          "log_bin",
          "max_allowed_packet"
        }) {
      settings.put(name, servers.database.value("SELECT CAST(@@" + name + " AS CHAR)"));
    }
    var system =
        (com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        revision(),
        Runtime.getRuntime().availableProcessors(),
        Proc.cpuModel(),
        system.getTotalMemorySize(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        Proc.load(),
        settings);
  }

  private static String revision() {
    String hash = git("rev-parse", "--short=12", "HEAD");
    boolean altered = !git("status", "--porcelain", "--", "src", "pom.xml", "loadtest").isEmpty();
    return hash.isEmpty() ? "unknown" : hash + (altered ? " with changes" : "");
  }

  private static String git(String... arguments) {
    try {
      java.util.List<String> command = new java.util.ArrayList<>(java.util.List.of("git"));
      command.addAll(java.util.List.of(arguments));
      Process git =
          new ProcessBuilder(command)
              .directory(LoadTest.HOME.toAbsolutePath().getParent().toFile())
              .start();
      return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    } catch (IOException e) {
      return "";
    }
  }
}
