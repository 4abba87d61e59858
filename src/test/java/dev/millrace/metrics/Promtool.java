package dev.millrace.metrics;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.testkit.ChildProcesses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Prometheus and its own tool, from {@code src/test/prometheus/install} or the PATH. Where there is
 * none, the test that asks for it is skipped, or fails with {@code
 * MILLRACE_REQUIRE_PROMETHEUS=true} in the environment.
 */
public final class Promtool {
  private static final Map<String, String> ENVIRONMENT = System.getenv();

  private Promtool() {}

  /**
   * What it prints.
   *
   * @param stdin or empty
   */
  public static List<String> run(String stdin, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program("promtool").toString()));
    command.addAll(List.of(arguments));
    Path input = Files.createTempFile("promtool", ".txt");
    Path output = Files.createTempFile("promtool", ".out");
    try {
      Files.writeString(input, stdin);
      Process process =
          ChildProcesses.start(
              new ProcessBuilder(command)
                  .redirectErrorStream(true)
                  .redirectInput(input.toFile())
                  .redirectOutput(output.toFile()));
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("promtool did not end within a minute");
      }
      List<String> lines = new ArrayList<>(Files.readAllLines(output, StandardCharsets.UTF_8));
      lines.add("exit code " + process.exitValue());
      return lines;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    } finally {
      Files.delete(input);
      Files.delete(output);
    }
  }

  /**
   * Where a program of Debian's package is: {@code promtool}, {@code prometheus}.
   *
   * <p>Skips the test that asks, or fails it, where it is not there.
   */
  public static Path program(String name) {
    List<Path> places = new ArrayList<>();
    String home = ENVIRONMENT.getOrDefault("MILLRACE_PROMETHEUS_HOME", "target/prometheus");
    places.add(Path.of(home, "usr", "bin", name));
    for (String directory : ENVIRONMENT.getOrDefault("PATH", "").split(":")) {
      places.add(Path.of(directory, name));
    }
    for (Path place : places) {
      if (Files.isExecutable(place)) {
        return place.toAbsolutePath();
      }
    }
    String missing =
        name
            + " is not there: run src/test/prometheus/install, or name its directory by"
            + " MILLRACE_PROMETHEUS_HOME";
    if ("true".equals(ENVIRONMENT.get("MILLRACE_REQUIRE_PROMETHEUS"))) {
      throw new AssertionError(missing);
    }
    assumeTrue(false, missing);
    throw new AssertionError("skipped");
  }
}
