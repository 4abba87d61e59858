package dev.millrace.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * The engine's HTTP API, as far as the demo uses it. Calls block; every refusal is a {@link
 * DemoFailure}.
 */
public final class EngineApi {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String address;

  public EngineApi(String address) {
    this.address = address;
  }

  /** Whether it answers and takes calls. */
  public boolean ready() {
    try {
      return send("GET", "/health/ready", "").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * What the engine said.
   *
   * @param body null where it has none
   */
  public record Answer(int status, JsonNode body) {
    public boolean isGood() {
      return status < 300;
    }
  }

  /** Any call below the API's prefix; a refusal is an answer like another. */
  public Answer ask(String method, String path, String document) {
    try {
      HttpResponse<String> response = send(method, "/api/v1" + path, document);
      String body = response.body();
      return new Answer(response.statusCode(), body.isEmpty() ? null : JSON.readTree(body));
    } catch (IOException e) {
      throw new DemoFailure("the engine does not answer %s %s: %s".formatted(method, path, e));
    }
  }

  public void put(String path, String document) {
    call("PUT", "/api/v1" + path, document);
  }

  public void post(String path) {
    call("POST", "/api/v1" + path, "");
  }

  public JobProgress status(String job) {
    return JobProgress.of(statusDocument(job));
  }

  /** The whole answer. */
  public JsonNode statusDocument(String job) {
    return call("GET", "/api/v1/jobs/" + job + "/status", "");
  }

  /** The sum of a meter's samples for the job, 0 where there is none. */
  public double meter(String name, String job) {
    try {
      return send("GET", "/metrics", "")
          .body()
          .lines()
          .filter(line -> line.startsWith(name + "{") && line.contains("job_name=\"" + job + "\""))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException e) {
      throw new DemoFailure("the engine does not answer /metrics: " + e);
    }
  }

  private JsonNode call(String method, String path, String body) {
    try {
      HttpResponse<String> response = send(method, path, body);
      if (response.statusCode() >= 300) {
        throw new DemoFailure(
            "the engine refused %s %s with %d:%n%s"
                .formatted(method, path, response.statusCode(), response.body()));
      }
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new DemoFailure("the engine does not answer %s %s: %s".formatted(method, path, e));
    }
  }

  private HttpResponse<String> send(String method, String path, String body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT);
    if (body.isEmpty()) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body));
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
