package dev.millrace.dashboards;

import dev.millrace.metrics.Promtool;
import dev.millrace.testkit.ChildProcesses;
import dev.millrace.testkit.Eventually;
import dev.millrace.testkit.TempFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A real Prometheus in a process of its own, which scrapes and evaluates rules once a second and is
 * asked over its HTTP API. Its data are in a temporary directory and go with it.
 */
final class Prometheus implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Labels and, in order of time, seconds since 1970 and value. */
  record Series(Map<String, String> labels, List<double[]> points) {
    /** Whether there is a number among the values. */
    boolean hasNumber() {
      return points.stream().anyMatch(point -> !Double.isNaN(point[1]));
    }
  }

  private final HttpClient client = HttpClient.newHttpClient();
  private final Path directory = TempFiles.directory("prometheus");
  private final int port = TempFiles.freePorts(1).get(0);
  private final Process process;

  /**
   * Waits until it answers.
   *
   * @param rules a file of rules, its text
   * @param targets ports of the loopback address whose {@code /metrics} are scraped
   */
  Prometheus(String rules, List<Integer> targets) {
    Path program = Promtool.program("prometheus");
    try {
      Files.writeString(directory.resolve("alerts.yml"), rules);
      Path config = Files.writeString(directory.resolve("prometheus.yml"), config(targets));
      process =
          ChildProcesses.start(
              new ProcessBuilder(
                      program.toString(),
                      "--config.file=" + config,
                      "--storage.tsdb.path=" + directory.resolve("data"),
                      "--web.listen-address=127.0.0.1:" + port)
                  .redirectErrorStream(true)
                  .redirectOutput(directory.resolve("log").toFile()));
    } catch (IOException e) {
      TempFiles.delete(directory);
      throw new AssertionError("Prometheus could not be started", e);
    }
    try {
      Eventually.until("Prometheus is ready", SOON, () -> get("/-/ready").startsWith("Prometheus"));
    } catch (AssertionError e) {
      close();
      throw e;
    }
  }

  private static String config(List<Integer> targets) {
    String addresses =
        targets.stream()
            .map(target -> "\"127.0.0.1:" + target + "\"")
            .collect(Collectors.joining(", "));
    return """
    global:
      scrape_interval: 1s
      scrape_timeout: 1s
      evaluation_interval: 1s
    rule_files: [alerts.yml]
    scrape_configs:
      - job_name: millrace
        static_configs:
          - targets: [%s]
    """
        .formatted(addresses);
  }

  /** What the expression is now. */
  List<Series> now(String expression) {
    return result("/api/v1/query?query=" + encoded(expression));
  }

  /** What the expression was, each {@code step} seconds. */
  List<Series> between(String expression, Instant from, Instant to, int step) {
    return result(
        "/api/v1/query_range?query=%s&start=%s&end=%s&step=%d"
            .formatted(encoded(expression), from, to, step));
  }

  private List<Series> result(String path) {
    JsonArray all = new JsonObject(get(path)).getJsonObject("data").getJsonArray("result");
    return IntStream.range(0, all.size()).mapToObj(all::getJsonObject).map(this::series).toList();
  }

  private Series series(JsonObject json) {
    Map<String, String> labels = new TreeMap<>();
    json.getJsonObject("metric")
        .forEach(label -> labels.put(label.getKey(), "" + label.getValue()));
    JsonArray values = json.getJsonArray("values", new JsonArray());
    if (json.containsKey("value")) {
      values.add(json.getJsonArray("value"));
    }
    return new Series(
        labels,
        IntStream.range(0, values.size()).mapToObj(values::getJsonArray).map(this::point).toList());
  }

  private double[] point(JsonArray pair) {
    return new double[] {
      pair.getDouble(0), Double.parseDouble(pair.getString(1).replace("Inf", "Infinity"))
    };
  }

  private String get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("Prometheus answers " + path + " with " + answer.body());
      }
      return answer.body();
    } catch (IOException e) {
      throw new IllegalStateException("Prometheus does not answer " + path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    TempFiles.delete(directory);
  }
}
